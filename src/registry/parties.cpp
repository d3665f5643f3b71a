// How a version of a store or a partner is kept, and what fsck demands of them.
#include "auth/auth.hpp"
#include "core/text.hpp"
#include "registry/partners_store.hpp"
#include "registry/party_store.hpp"
#include "registry/stores_store.hpp"

namespace yiguan::registry {
namespace {

constexpr int party_page = 500;
using store::PartyKind;

struct PartyWords {
    std::string_view object, zh;
};
constexpr PartyWords party_words(PartyKind kind) {
    return kind == PartyKind::store ? PartyWords{"store", "门店"} : PartyWords{"partner", "往来单位"};
}
constexpr std::string_view verb_of_act(store::PartyAct act) {
    constexpr std::string_view verbs[] = {"add", "change", "suspend", "resume"};
    return verbs[static_cast<std::size_t>(act) - 1];
}

bool party_matches(db::Tx& tx, const store::PartyVersion& v) {
    if (v.kind == PartyKind::store) {
        const auto row = store::find_store_row(tx, StoreId{v.id}, store::Unseal::no);
        return row && row->store.version == v.version && row->store.org == v.org && row->name == row->store.name &&
               row->region == row->store.region && row->status == row->store.status &&
               with_sealed(row->content, row->personal) == v.content &&
               row->store.staff == store::staff_of(tx, row->store.id);
    }
    const auto row = store::find_partner_row(tx, PartnerId{v.id}, store::Unseal::no);
    return row && row->partner.version == v.version && row->partner.org == v.org && store::columns_agree(*row) &&
           with_sealed(row->content, row->personal) == v.content;
}

// A row that no code can read is a defect like any other.
bool party_agrees(db::Tx& tx, const store::PartyVersion& v) {
    try {
        return party_matches(tx, v);
    } catch (const db::Fault&) {
        throw;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

std::string content_of(const store::PartyVersion& v) {
    return ledger::content_of("party/v1",
                              {v.id, v.version, v.org.value, static_cast<std::int64_t>(v.kind),
                               static_cast<std::int64_t>(v.act), v.changed_at.value, v.changed_by.value},
                              v.content);
}

std::string with_sealed(std::string_view content, std::string_view sealed) {
    return std::string(content) + "\n" + to_hex(as_bytes(sealed));
}

void keep_party(db::Tx& tx, const auth::Actor& actor, store::PartyVersion v, std::string_view detail) {
    v.changed_at = tx.now();
    v.changed_by = actor.user;
    store::insert_party_version(tx, v);
    ledger::append(tx, ledger::Object::party, v.id, v.version, content_of(v));
    const auto object = party_words(v.kind).object;
    const auto action = std::string(object) + "." + std::string(verb_of_act(v.act));
    auth::audit(tx, actor, {.action = action, .object_kind = object, .object_id = v.id, .detail = detail});
}

std::vector<std::string> check_parties(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, ledger::Object::party);
    std::optional<store::PartyVersion> last;
    const auto close = [&] {
        if (last && !party_agrees(tx, *last))
            check.say(std::string(party_words(last->kind).zh) + " " + std::to_string(last->id) +
                      " 与它最近一版不符：未经系统修改或已被删除");
    };
    for (bool more = true; more;) {
        auto page = store::party_versions_after(tx, last ? last->id : INT64_MIN, last ? last->version : 0, party_page);
        more = page.size() == party_page;
        for (auto& version : page) {
            if (last && last->id != version.id) close();
            check.stored(version.id, version.version, version.changed_at, content_of(version));
            last = std::move(version);
        }
    }
    close();
    for (const auto kind : {PartyKind::store, PartyKind::partner}) {
        std::int64_t after = INT64_MIN;
        for (bool more = true; more;) {
            const auto page = kind == PartyKind::store ? store::store_ids_after(tx, after, party_page)
                                                       : store::partner_ids_after(tx, after, party_page);
            more = page.size() == party_page;
            for (const std::int64_t id : page) {
                after = id;
                const auto newest = store::newest_party_version(tx, id);
                if (!newest || newest->kind != kind)
                    check.say(std::string(party_words(kind).zh) + " " + std::to_string(id) +
                              " 没有任何一版内容：未经系统添加");
            }
        }
    }
    return check.finish();
}

}  // namespace yiguan::registry
