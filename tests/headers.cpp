// SPDX-License-Identifier: Apache-2.0
// Of its target only the precompiled headers are wanted; a target must have a source.
