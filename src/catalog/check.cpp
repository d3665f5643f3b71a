#include "catalog/check.hpp"

#include "catalog/catalog_store.hpp"

namespace yiguan::catalog {
namespace {

constexpr int page_size = 500;

// What the versions of one filing say together of its row.
struct History {
    store::ProductVersion newest;
    UtcMs created_at;
    std::optional<UtcMs> submitted_at, reviewed_at;
    UserId reviewer;

    void add(store::ProductVersion v) {
        if (v.act == ProductAction::submit) submitted_at = v.changed_at;
        if (v.act == ProductAction::approve || v.act == ProductAction::reject || v.act == ProductAction::disable) {
            reviewed_at = v.changed_at;
            reviewer = v.changed_by;
        }
        newest = std::move(v);
    }
    bool agrees(const Product& p) const {
        const auto name = p.values.values.find("productName");
        return p.version == newest.version && p.status == newest.status && p.updated_at == newest.changed_at &&
               p.created_at == created_at && p.submitted_at == submitted_at && p.reviewed_at == reviewed_at &&
               p.reviewer == reviewer && p.name == (name == p.values.values.end() ? "" : name->second) &&
               store::content_text(p) == newest.content;
    }
};

// A row that no code can read is a defect like any other.
bool agrees(db::Tx& tx, const History& history) {
    try {
        const auto product = store::find(tx, history.newest.product);
        return product && history.agrees(*product);
    } catch (const db::Fault&) {
        throw;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

std::string store::content_of(const ProductVersion& v) {
    return ledger::content_of("product/v1",
                              {v.product.value, v.org.value, v.version, v.changed_at.value, v.changed_by.value,
                               static_cast<std::int64_t>(v.act), static_cast<std::int64_t>(v.status)},
                              v.content);
}

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, ledger::Object::product);
    std::optional<History> last;
    const auto close = [&] {
        if (last && !agrees(tx, *last))
            check.say("产品备案 " + to_string(last->newest.product) + " 与它最近一版不符：未经系统修改或已被删除");
    };
    for (bool more = true; more;) {
        auto page = store::history_after(tx, last ? last->newest.product : ProductId{INT64_MIN},
                                         last ? last->newest.version : 0, page_size);
        more = page.size() == page_size;
        for (auto& version : page) {
            check.stored(version.product.value, version.version, version.changed_at, store::content_of(version));
            if (!last || last->newest.product != version.product) {
                close();
                last = History{.newest = {}, .created_at = version.changed_at, .submitted_at = {}, .reviewed_at = {}};
            }
            last->add(std::move(version));
        }
    }
    close();
    ProductId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::products_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const ProductId id : page) {
            after = id;
            const auto first = store::history_after(tx, id, INT64_MIN, 1);
            if (first.empty() || first.front().product != id)
                check.say("产品备案 " + to_string(id) + " 没有任何一版内容：未经系统添加");
        }
    }
    return check.finish();
}

}  // namespace yiguan::catalog
