// What must hold of sales, customers, returns and their rules: for fsck.
#include "ledger/check.hpp"
#include "trade/sale_store.hpp"

namespace yiguan::trade {
namespace {

constexpr int sale_check_page = 1000;

std::string_view zh_of(store::SaleKind kind) {
    static constexpr std::string_view words[] = {"销售单", "顾客信息", "退货单", "销售规则"};
    return words[static_cast<std::size_t>(kind) - 1];
}

bool agrees_with(db::Tx& tx, const store::SaleVersion& last) {
    const auto now = store::stored_content(tx, last.kind, last.id);
    return now && now->agrees && now->content == last.content;
}

}  // namespace

std::vector<std::string> check_sales(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, ledger::Object::sale);
    std::optional<store::SaleVersion> last;
    const auto close = [&] {
        if (last && !agrees_with(tx, *last))
            check.say(std::string(zh_of(last->kind)) + " " + std::to_string(last->id) +
                      " 与它最近一版不符：未经系统修改或已被删除");
    };
    for (bool more = true; more;) {
        auto page =
            store::sale_versions_after(tx, last ? last->id : INT64_MIN, last ? last->version : 0, sale_check_page);
        more = page.size() == sale_check_page;
        for (auto& version : page) {
            if (last && last->id != version.id) close();
            check.stored(version.id, version.version, version.changed_at, store::content_of(version));
            last = std::move(version);
        }
    }
    close();
    for (const auto kind :
         {store::SaleKind::sale, store::SaleKind::customer, store::SaleKind::taken_back, store::SaleKind::rules})
        for (std::int64_t after = INT64_MIN;;) {
            const auto page = store::sale_ids_after(tx, kind, after, sale_check_page);
            for (const std::int64_t id : page) {
                after = id;
                const auto newest = store::newest_sale_version(tx, id);
                if (!newest || newest->kind != kind)
                    check.say(std::string(zh_of(kind)) + " " + std::to_string(id) + " 没有任何一版内容：未经系统添加");
            }
            if (page.size() < sale_check_page) break;
        }
    return check.finish();
}

}  // namespace yiguan::trade
