// SPDX-License-Identifier: Apache-2.0
#ifndef PORTLAW_POLICY_READERS_WORDS_VIETNAMESE_AND_INDONESIAN_H_
#define PORTLAW_POLICY_READERS_WORDS_VIETNAMESE_AND_INDONESIAN_H_

#include "policy/readers/words/concepts.h"

namespace portlaw::readers::words {

inline constexpr WordList kVietnameseAndIndonesian[] = {
    {Concept::kPort, "cong|cong so"},
    {Concept::kService, "dich vu|dich|layanan|aplikasi|ung dung"},
    {Concept::kProject, "du an"},
    {Concept::kPurpose, "keterangan|deskripsi|chi tiet|mo ta|ghi chu"},
    {Concept::kRange, "dai|dai cong|rentang"},
    {Concept::kInside, "trong container"},
    {Concept::kReserved, "dicadangkan|danh rieng"},
    {Concept::kFree, "con trong|tersedia|belum terpakai|belum digunakan|port aman|chua dung"},
    {Concept::kNever, "jangan dipakai|khong dung|jangan gunakan|jangan"},
    {Concept::kGone, "tidak dipakai lagi|sudah dihapus|da go bo|khong con dung"},
    {Concept::kDeprecated, "usang"},
    {Concept::kExample, "vi du|contoh"},
    {Concept::kAdvice, "loi hay gap|loi thuong gap|catatan penting|catatan"},
    {Concept::kFor, "terpakai oleh|dipakai oleh"},
    {Concept::kAnd, "dan"},
    {Concept::kSentence, "adalah|yang|dengan|selalu|tidak"},
};

}  // namespace portlaw::readers::words

#endif  // PORTLAW_POLICY_READERS_WORDS_VIETNAMESE_AND_INDONESIAN_H_
