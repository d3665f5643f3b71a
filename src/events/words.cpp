// The words behind the stored numbers of business steps and dispositions.
#include <algorithm>
#include <array>

#include "epcis/vocabulary.hpp"
#include "events/events.hpp"

namespace yiguan::events {
namespace {

// By number, like the enumerators.
constexpr std::array<std::string_view, 42> step_words{
    "other",          "commissioning",    "commissioning",    "shipping",
    "receiving",      "retail_selling",   "accepting",        "arriving",
    "assembling",     "collecting",       "consigning",       "creating_class_instance",
    "cycle_counting", "decommissioning",  "departing",        "destroying",
    "disassembling",  "dispensing",       "encoding",         "entering_exiting",
    "holding",        "inspecting",       "installing",       "killing",
    "loading",        "packing",          "picking",          "removing",
    "repackaging",    "repairing",        "replacing",        "reserving",
    "sampling",       "sensor_reporting", "staging_outbound", "stock_taking",
    "stocking",       "storing",          "transporting",     "unloading",
    "unpacking",      "void_shipping"};
static_assert(step_words[static_cast<std::size_t>(BizStep::void_shipping)] == "void_shipping");
constexpr std::array<std::string_view, 34> disposition_words{"",
                                                             "encoded",
                                                             "active",
                                                             "in_transit",
                                                             "in_progress",
                                                             "retail_sold",
                                                             "available",
                                                             "completeness_inferred",
                                                             "completeness_verified",
                                                             "conformant",
                                                             "container_closed",
                                                             "container_open",
                                                             "damaged",
                                                             "destroyed",
                                                             "dispensed",
                                                             "disposed",
                                                             "expired",
                                                             "inactive",
                                                             "mismatch_class",
                                                             "mismatch_instance",
                                                             "mismatch_quantity",
                                                             "needs_replacement",
                                                             "no_pedigree_match",
                                                             "non_conformant",
                                                             "non_sellable_other",
                                                             "partially_dispensed",
                                                             "recalled",
                                                             "reserved",
                                                             "returned",
                                                             "sellable_accessible",
                                                             "sellable_not_accessible",
                                                             "stolen",
                                                             "unavailable",
                                                             "unknown"};
static_assert(disposition_words[static_cast<std::size_t>(Disposition::unknown)] == "unknown");

}  // namespace

std::string_view name(Action action) {
    static constexpr std::string_view names[] = {"", "ADD", "OBSERVE", "DELETE"};
    return names[static_cast<std::size_t>(action)];
}

std::string_view name(BizStep step) {
    return step_words.at(static_cast<std::size_t>(step));
}

std::string_view name_zh(BizStep step) {
    static constexpr std::string_view facts[] = {"其他", "绑码", "激活", "出厂", "入库", "销售"};
    if (step <= BizStep::retail_selling) return facts[static_cast<std::size_t>(step)];
    // A captured `storing` is no 入库 of this platform: the goods were there already.
    if (step == BizStep::storing) return "存放";
    return epcis::name_zh(epcis::Vocabulary::biz_step, name(step));
}

std::string_view name(Disposition disposition) {
    return disposition_words.at(static_cast<std::size_t>(disposition));
}

BizStep biz_step_of(std::string_view word, std::string_view disposition) {
    if (word == "commissioning" && disposition == "active") return BizStep::activating;
    const auto found = std::ranges::find(step_words, word);
    return found == step_words.end() ? BizStep::other : static_cast<BizStep>(found - step_words.begin());
}

Disposition disposition_of(std::string_view word) {
    const auto found = std::ranges::find(disposition_words, word);
    return found == disposition_words.end() ? Disposition::other
                                            : static_cast<Disposition>(found - disposition_words.begin());
}

}  // namespace yiguan::events
