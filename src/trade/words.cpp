// The words behind the stored numbers of types and states and of scans, and what stands in the numbers of notes and
// batches.
#include <algorithm>
#include <array>

#include "codes/batches.hpp"
#include "core/text.hpp"
#include "trade/scan.hpp"

namespace yiguan::trade {
namespace {

struct Word {
    std::string_view name, zh;
};
// By number, from 1 on.
constexpr std::array<Word, 3> in_types{{{"purchase", "采购入库"}, {"transfer", "调拨入库"}, {"other", "其他入库"}}};
constexpr std::array<Word, 5> out_types{{{"ordinary", "普通出库"},
                                         {"transfer", "调拨出库"},
                                         {"b2b", "B2B 出库"},
                                         {"purchase_return", "采购退货出库"},
                                         {"other", "其他出库"}}};
constexpr std::array<Word, 4> in_states{
    {{"submitted", "已提交"}, {"differing", "有差异"}, {"settled", "已办结"}, {"undone", "已撤销"}}};
constexpr std::array<Word, 6> out_states{{{"draft", "草稿"},
                                          {"sent", "待收货"},
                                          {"received", "已收货"},
                                          {"differing", "有差异"},
                                          {"settled", "已办结"},
                                          {"cancelled", "已作废"}}};

template <class E, std::size_t n>
const Word& word(const std::array<Word, n>& words, E value) {
    return words.at(static_cast<std::size_t>(value) - 1);
}
template <class E, std::size_t n>
std::optional<E> parse(const std::array<Word, n>& words, std::string_view name) {
    for (std::size_t i = 0; i < n; ++i)
        if (words[i].name == name) return static_cast<E>(i + 1);
    return std::nullopt;
}

}  // namespace

std::string_view name(StockInType type) {
    return word(in_types, type).name;
}
std::string_view name_zh(StockInType type) {
    return word(in_types, type).zh;
}
std::optional<StockInType> parse_stock_in_type(std::string_view name) {
    return parse<StockInType>(in_types, name);
}

std::string_view name(StockOutType type) {
    return word(out_types, type).name;
}
std::string_view name_zh(StockOutType type) {
    return word(out_types, type).zh;
}
std::optional<StockOutType> parse_stock_out_type(std::string_view name) {
    return parse<StockOutType>(out_types, name);
}

std::string_view name(StockInState state) {
    return word(in_states, state).name;
}
std::string_view name_zh(StockInState state) {
    return word(in_states, state).zh;
}
std::optional<StockInState> parse_stock_in_state(std::string_view name) {
    return parse<StockInState>(in_states, name);
}

std::string_view name(StockOutState state) {
    return word(out_states, state).name;
}
std::string_view name_zh(StockOutState state) {
    return word(out_states, state).zh;
}
std::optional<StockOutState> parse_stock_out_state(std::string_view name) {
    return parse<StockOutState>(out_states, name);
}

std::optional<Purpose> parse_purpose(std::string_view name) {
    static constexpr std::string_view names[] = {"look", "receive", "ship", "sell", "return", "stocktake"};
    const auto at = std::ranges::find(names, name);
    return at == std::end(names) ? std::nullopt : std::optional(static_cast<Purpose>(at - std::begin(names)));
}

std::string_view name(ScanKind kind) {
    static constexpr std::string_view names[] = {"unknown", "item", "box", "note"};
    return names[static_cast<std::size_t>(kind)];
}

std::string batch_number_of(const codes::FactoryNumbers& numbers) {
    const auto found = codes::batch_numbers_of(numbers);
    return found.empty() ? numbers.prefix : found.back();
}

std::optional<NoteRef> parse_note(std::string_view given) {
    std::string_view text = trim(given);
    NoteRef ref;
    if (const auto at = text.find("/n/"); at != text.npos) {
        text.remove_prefix(at + 3);
        if (const auto query = text.find('?'); query != text.npos) {
            const auto rest = text.substr(query + 1);
            if (rest.starts_with("d="))
                ref.digest = rest.substr(2, rest.find('&') == rest.npos ? rest.npos : rest.find('&') - 2);
            text = text.substr(0, query);
        }
    }
    if (text.size() != 17 || !text.starts_with("CK") || text[10] != '-') return std::nullopt;
    for (std::size_t i = 2; i < text.size(); ++i)
        if (i != 10 && !is_digit(text[i])) return std::nullopt;
    ref.number = text;
    return ref;
}

}  // namespace yiguan::trade
