# SPDX-License-Identifier: Apache-2.0
# What tests that are shell scripts need of the build.
add_executable(binder shell/binder.cpp)
target_link_options(binder PRIVATE -static)
add_dependencies(tests_fresh binder)
