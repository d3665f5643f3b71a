#include "calendar/calendar_store.hpp"
#include "calendar/check.hpp"

namespace yiguan::calendar {

std::string store::content_of(const YearVersion& v) {
    return ledger::content_of("calendar/v1", {v.year, v.version, v.changed_by.value, v.changed_at.value}, v.days);
}

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, ledger::Object::calendar_year);
    for (const auto& version : store::versions(tx))
        check.stored(version.year, version.version, version.changed_at, store::content_of(version));
    return check.finish();
}

}  // namespace yiguan::calendar
