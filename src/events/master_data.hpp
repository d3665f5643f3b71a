// Master data as queries ask for it; private to the room.
#pragma once
#include <map>

#include "db/db.hpp"
#include "epcis/query.hpp"
#include "events/log.hpp"

namespace yiguan::events {

/// Reads what is asked for, once. `org` {}: of every organisation.
class StoredMasterData : public epcis::MasterData {
public:
    StoredMasterData(db::Tx& tx, const Names& names, OrgId org) : tx_(tx), names_(names), org_(org) {}
    std::vector<std::string> with_descendants(std::string_view id) const override;
    std::vector<std::string> attribute(std::string_view id, std::string_view name) const override;
    bool holds(const epcis::EpcRange& range, std::string_view canonical) const override;

private:
    struct Element {
        std::vector<std::pair<std::string, std::string>> attributes;
        std::vector<std::string> children;
    };
    const Element& element(std::string_view id) const;

    db::Tx& tx_;
    const Names& names_;
    OrgId org_;
    mutable std::map<std::string, Element, std::less<>> read_;
};

}  // namespace yiguan::events
