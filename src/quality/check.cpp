#include "quality/check.hpp"

#include "quality/quality_store.hpp"

namespace yiguan::quality {

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    constexpr int page_size = 1000;
    ledger::ObjectCheck check(tx, log, ledger::Object::quality_ignore);
    IgnoreId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::ignores_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const Ignore& one : page) {
            after = one.id;
            if ((one.recorded & 1) != 0) check.stored(one.id.value, 1, one.created_at, store::content_of(one));
            if ((one.recorded & 2) != 0) check.stored(one.id.value, 2, one.ended_at, store::content_of_ended(one));
            const bool expired = one.ended_by == UserId{} && one.ended_at == one.expires_at;
            if (one.ended_at.value != 0 && !expired && one.recorded == 1)
                check.say("数据质量忽略 " + to_string(one.id) + " 的取消没有记录：未经系统修改");
        }
    }
    return check.finish();
}

}  // namespace yiguan::quality
