// The Core Business Vocabulary 2.0: bare words, and the URN and web forms that stand for the same.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace yiguan::epcis {

enum class Vocabulary : std::uint8_t {
    biz_step,              ///< shipping = urn:epcglobal:cbv:bizstep:shipping = https://ref.gs1.org/cbv/BizStep-shipping
    disposition,           ///< in_transit = urn:epcglobal:cbv:disp:in_transit = https://ref.gs1.org/cbv/Disp-in_transit
    biz_transaction_type,  ///< po = urn:epcglobal:cbv:btt:po = https://ref.gs1.org/cbv/BTT-po
    source_destination_type,  ///< owning_party = urn:epcglobal:cbv:sdt:owning_party =
                              ///< https://ref.gs1.org/cbv/SDT-owning_party
    error_reason,  ///< incorrect_data = urn:epcglobal:cbv:er:incorrect_data = https://ref.gs1.org/cbv/ER-incorrect_data
    measurement_type,   ///< Temperature = gs1:Temperature = https://gs1.org/voc/Temperature
    sensor_alert_type,  ///< ALARM_CONDITION = gs1:ALARM_CONDITION = https://gs1.org/voc/ALARM_CONDITION
    component,          ///< x = https://ref.gs1.org/cbv/Comp-x
};

/// All words of CBV 2.0, ascending.
std::span<const std::string_view> words(Vocabulary vocabulary);
bool is_word(Vocabulary vocabulary, std::string_view word);
/// The bare word of any of the three forms (with the www. and id. hosts that old documents use); nothing for others.
std::optional<std::string_view> word_of(Vocabulary vocabulary, std::string_view text);
/// The bare word if `text` is one in any form, else `text`: what Event keeps.
std::string_view normal(Vocabulary vocabulary, std::string_view text);
/// Full forms of a bare word; any other text is returned as it is.
std::string web_uri(Vocabulary vocabulary, std::string_view normal);
std::string urn(Vocabulary vocabulary, std::string_view normal);
/// The Chinese name that pages show (shipping: 发货); "" for what has none.
std::string_view name_zh(Vocabulary vocabulary, std::string_view word);

/// GS1-CBV-XML-Format.
enum class CbvForm : std::uint8_t { no_preference, web_uri, urn, never_translates };

}  // namespace yiguan::epcis
