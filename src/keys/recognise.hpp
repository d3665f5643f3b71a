// What a scanned text may be, when it is no code of ours: for the page 未查到 and for support.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace yiguan::keys {

enum class Kind {
    ecode,
    gs1_digital_link,
    gs1_element_string,
    gtin,
    gln,
    sscc,
    uscc,
    ebike_vehicle,
    ccc_certificate,
    supervision_code,
    old_supervision_code,
    drug_trace_code,
    veterinary_code,
    ma_code,
    handle,
    oid,
    epc_uri,
    production_licence,
    ebike_model_code,
    battery_19,
    battery_24,
    web_address,
};

struct Recognised {
    Kind kind;
    std::string text;  ///< Folded and without its marks.
    std::string name;  ///< The kind in Chinese, for people: 商品条码（GTIN-13）.
    std::string note;  ///< In Chinese: what speaks for it and what has not been checked.
};

/// All candidates, the likeliest first; none for text that fits no known form. At most 2,000 bytes are looked at.
/// Form, length and check digits only: nothing here proves that a number was ever issued. Never throws for any bytes.
std::vector<Recognised> recognise(std::string_view text);

}  // namespace yiguan::keys
