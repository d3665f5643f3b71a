// A maker of vehicles with a vehicle, a battery and a charger that go together, for tests of 三码关联; and of cable.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "support/story.hpp"

namespace yiguan::testing {

struct AssemblyGoods {
    std::unique_ptr<Party> party;
    std::string organisation, login;
    std::string vehicle_product, battery_product, charger_product;
    std::string frame, battery, charger;  ///< Frame and serial numbers, and the trace code of each.
    std::string frame_code, battery_code, charger_code;
    json::object texts() const { return {{"vehicle", frame}, {"battery", battery}, {"charger", charger}}; }
};
AssemblyGoods assembly_goods(Story& story);
/// One more piece of its product; its trace code.
std::string another_piece(Party& party, const std::string& product, const std::string& key, const std::string& number);
/// Linked; the answer's body.
json::object assembled(AssemblyGoods& goods);

/// A maker of cable with some new codes of its one product, bound one by one; for tests of 电缆盘线.
struct CableGoods {
    std::unique_ptr<Party> party;
    std::string login;
    std::string front;  ///< Of the numbers of drums; each call has its own.
    std::vector<std::string> codes;
    /// What is said of the drum or piece with code n; its number is <front><n>.
    json::object texts(std::size_t n, const std::string& start, const std::string& end) const;
    /// The answer's body.
    json::object drum(std::size_t n, const std::string& start, const std::string& end);
};
CableGoods cable_goods(Story& story);

}  // namespace yiguan::testing
