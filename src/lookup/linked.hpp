// Which codes are linked with one another (整车三码), and whether a piece at hand is one of them. Private to lookup/.
#pragma once
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "catalog/catalog.hpp"
#include "codes/codes.hpp"
#include "lookup/page.hpp"

namespace yiguan::lookup {

/// A product's name, model or maker on the page of another.
inline constexpr std::size_t linked_chars = 60;

std::optional<Piece> piece_of(catalog::Family family);

/// What stands in the row of the number, if that is shown: the frame or serial number of the piece, else the one that
/// the batch gives the code. @param pieces  The codes of the batch carry numbers of their own.
std::string number_of(db::Tx& tx, const codes::FactoryNumbers& numbers, bool pieces, const codes::CodeAt& code);

/// The other codes of the bundle that a code belongs to, linked at the factory or by a sale: of a vehicle what it
/// holds, of a battery or charger the vehicle and what else that holds. Whatever it is packed in is no vehicle.
/// Cost: two look-ups of a vehicle, three of the others, and one of each code found.
std::vector<std::pair<codes::CodeAt, codes::State>> linked_codes(db::Tx& tx, const codes::CodeAt& code,
                                                                 const codes::State& state, Piece piece);

/// @param given  Codes that the text of the piece at hand means.
Check compare(db::Tx& tx, std::span<const LinkedPiece> pieces, std::span<const codes::CodeAt> codes,
              const std::vector<codes::CodeAt>& given);
constexpr bool is_mismatch(Check check) {
    return check >= Check::other_battery && check <= Check::other_thing;
}

}  // namespace yiguan::lookup
