#include "registry/records.hpp"

#include <algorithm>

#include "registry/check.hpp"
#include "registry/party_store.hpp"
#include "registry/registry_json.hpp"
#include "registry/registry_store.hpp"

namespace yiguan::registry {
namespace {

using ledger::Object;

constexpr int page_size = 500;

// What the row of an organisation says beside its versions. A row that no code can read is a defect like any other.
bool agrees(db::Tx& tx, OrgId id, const OrgVersion& newest) {
    try {
        const auto org = find_org(tx, id);
        if (!org || org->version != newest.version || org->status != newest.status ||
            json::serialize(stored_content(*org)) != newest.content)
            return false;
        if (!org->reviewed_at) return !org->reviewed_by;
        return std::ranges::any_of(org_history(tx, id), [&](const OrgVersion& v) {
            return v.changed_at == *org->reviewed_at && v.changed_by == org->reviewed_by;
        });
    } catch (const db::Fault&) {
        throw;
    } catch (const std::exception&) {
        return false;
    }
}

std::vector<std::string> check_orgs(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, Object::organisation);
    std::optional<std::pair<OrgId, OrgVersion>> last;
    const auto close = [&] {
        if (last && !agrees(tx, last->first, last->second))
            check.say("企业 " + to_string(last->first) + " 的资料与它最近一版不符：未经系统修改或已被删除");
    };
    for (bool more = true; more;) {
        auto page =
            store::history_after(tx, last ? last->first : OrgId{INT64_MIN}, last ? last->second.version : 0, page_size);
        more = page.size() == page_size;
        for (auto& row : page) {
            if (last && last->first != row.first) close();
            check.stored(row.first.value, row.second.version, row.second.changed_at, content_of(row.first, row.second));
            last = std::move(row);
        }
    }
    close();
    OrgId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::orgs_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const OrgId id : page) {
            after = id;
            const auto first = store::history_after(tx, id, INT64_MIN, 1);
            if (first.empty() || first.front().first != id)
                check.say("企业 " + to_string(id) + " 没有任何一版资料：未经系统添加");
        }
    }
    return check.finish();
}

std::vector<std::string> check_document_rows(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, Object::document);
    DocumentId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::documents_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const Document& document : page) {
            after = document.id;
            check.stored(document.id.value, 1, document.created_at, content_of(document));
        }
    }
    return check.finish();
}

}  // namespace

std::string content_of(OrgId org, const OrgVersion& v) {
    return ledger::content_of(
        "org/v1", {org.value, v.version, static_cast<std::int64_t>(v.status), v.changed_by.value, v.changed_at.value},
        v.content);
}

std::string content_of(const Document& d) {
    // The name is no part of it: it may name a person, and decides nothing.
    if (!d.file.purpose.empty())
        return ledger::content_of("document/v2",
                                  {d.id.value, d.org.value, static_cast<std::int64_t>(d.file.media_type), d.file.bytes,
                                   d.created_at.value, d.file.width, d.file.height},
                                  d.file.sha256 + ' ' + d.file.purpose);
    return ledger::content_of(
        "document/v1",
        {d.id.value, d.org.value, static_cast<std::int64_t>(d.file.media_type), d.file.bytes, d.created_at.value},
        d.file.sha256);
}

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    auto found = check_orgs(tx, log);
    for (auto& complaint : check_document_rows(tx, log)) found.push_back(std::move(complaint));
    for (auto& complaint : check_parties(tx, log)) found.push_back(std::move(complaint));
    return found;
}

}  // namespace yiguan::registry
