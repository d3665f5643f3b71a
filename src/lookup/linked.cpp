#include "lookup/linked.hpp"

#include <algorithm>

#include "codes/items.hpp"

namespace yiguan::lookup {
namespace {

constexpr int held_max = 8;  // a vehicle holds a battery and a charger; a spare of each may be sold with it

}  // namespace

std::optional<Piece> piece_of(catalog::Family family) {
    switch (family) {
        case catalog::Family::vehicle:
            return Piece::vehicle;
        case catalog::Family::battery:
            return Piece::battery;
        case catalog::Family::charger:
            return Piece::charger;
        case catalog::Family::none:
            break;
    }
    return std::nullopt;
}

std::string number_of(db::Tx& tx, const codes::FactoryNumbers& numbers, bool pieces, const codes::CodeAt& code) {
    if (pieces)
        if (auto item = codes::find_item(tx, code)) {
            auto& number = item->frame_number.empty() ? item->serial_number : item->frame_number;
            if (!number.empty()) return std::move(number);
        }
    return numbers.of(code.counter);
}

std::vector<std::pair<codes::CodeAt, codes::State>> linked_codes(db::Tx& tx, const codes::CodeAt& code,
                                                                 const codes::State& state, Piece piece) {
    std::vector<std::pair<codes::CodeAt, codes::State>> out;
    std::vector<codes::Placed> held;
    if (piece == Piece::vehicle) {
        held = codes::contents_within(tx, {{code.block, code.counter, code.counter}}, held_max);
    } else if (state.container != 0) {
        const auto at = codes::code_of_name(tx, state.container);
        if (!at) return out;  // a carton without a code
        const auto segment = codes::find_segment(tx, at->block, at->counter);
        if (!segment) return out;
        out.emplace_back(*at, segment->state);
        held = codes::list_contents(tx, state.container, held_max);
    }
    for (const auto& [block, segment] : held)
        for (std::int64_t counter = segment.first; counter <= segment.last && counter < segment.first + held_max;
             ++counter)
            if (const codes::CodeAt at{block, counter}; at != code) out.emplace_back(at, segment.state);
    return out;
}

Check compare(db::Tx& tx, std::span<const LinkedPiece> pieces, std::span<const codes::CodeAt> codes,
              const std::vector<codes::CodeAt>& given) {
    for (const auto& at : given)
        if (std::ranges::find(codes, at) != codes.end()) return Check::same;
    const auto registered = [&](Piece piece) {
        return std::ranges::find(pieces, piece, &LinkedPiece::piece) != pieces.end();
    };
    for (const auto& at : given) {
        const auto block = codes::find_block(tx, at.block);
        const auto piece = block ? piece_of(catalog::get_product(tx, block->product).value().family()) : std::nullopt;
        if (piece == Piece::battery) return registered(Piece::battery) ? Check::other_battery : Check::unregistered;
        if (piece == Piece::charger) return registered(Piece::charger) ? Check::other_charger : Check::unregistered;
    }
    return Check::other_thing;
}

}  // namespace yiguan::lookup
