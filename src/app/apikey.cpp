// `yiguan apikey`: made, listed and revoked from the command line, also beside a running server, which looks each key
// up when it is used.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/node.hpp"
#include "auth/api_keys.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::app {
namespace {

/// Who acts when the program itself does: stands in the audit trail and has no row, so nobody can sign in as it.
const auth::Actor command_line{.user = UserId{1}, .org = {}, .roles = auth::Roles{}.with(auth::Role::platform_admin)};

/// The credit code of the node's own organisation: department Y (other), nation-wide, with the node's NSI in the part
/// that no real organisation has in this form; operators with a code of their own issue keys with --org.
keys::Uscc node_uscc(const std::string& nsi) {
    const std::string body = "Y1100000YG000" + nsi;
    for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY"))
        if (auto uscc = keys::Uscc::parse(body + check); uscc.has_value()) return uscc.value();
    throw std::logic_error("no check character fits " + body);
}

/// Made when it is first needed, approved, with a first user who cannot sign in.
Result<OrgId> node_organisation(db::Tx& tx, const std::string& nsi, const std::string& unknown_password_hash) {
    const auto uscc = node_uscc(nsi);
    if (const auto found = registry::find_org_by_uscc(tx, uscc)) return found->id;
    const registry::Registration registration{
        .org = {.name = "本节点运营单位", .uscc = uscc, .address = "本节点", .contact = "本节点"},
        .kinds = registry::OrgKinds{}.with(registry::OrgKind::platform_operator),
        .login = "node-" + nsi,
        .password_hash = unknown_password_hash};
    TRY(const auto made, registry::register_org(tx, command_line, registration));
    TRY(const auto org,
        registry::review_org(tx, command_line, made.org, registry::Decision::approve, "由 yiguan apikey 创建"));
    return org.id;
}

Result<auth::Roles> parse_roles(std::string_view names) {
    auth::Roles roles;
    while (!names.empty()) {
        const auto end = std::min(names.find(','), names.size());
        const auto name = trim(names.substr(0, end));
        const auto role = auth::parse_role(name);
        if (!role) return Error{Code::invalid, "/role", fmt::format("没有名为 {} 的角色", shorten(name, 40)), "角色"};
        roles = roles.with(*role);
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return roles;
}

std::string role_names(auth::Roles roles) {
    std::string out;
    for (int r = 0; r < auth::role_count; ++r)
        if (const auto role = static_cast<auth::Role>(r); roles.has(role))
            out += (out.empty() ? "" : ",") + std::string(auth::name(role));
    return out;
}

int refuse(const Error& error, int status = 1) {
    fmt::print(stderr, "{}\n", error.detail);
    return status;
}

}  // namespace

int apikey_create(const Values& values, const std::string& org, const std::string& roles, std::int64_t days) {
    const auto wanted = parse_roles(roles);
    if (wanted.has_error()) return refuse(wanted.error(), 2);
    const auto org_id = org.empty() ? std::optional(OrgId{}) : parse_id_as<OrgId>(org);
    if (!org_id) return refuse({Code::invalid, "/org", "企业编号无效", "企业"}, 2);
    auto opened = Node::open(values, Purpose::command);
    if (opened.has_error()) return refuse(opened.error());
    // Nobody learns this password, so nobody signs in as the key's technical user.
    const std::string unknown = auth::hash_password(random_token(32));
    const auto made = opened.value()->database().write_now([&](db::Tx& tx) -> Result<auth::IssuedApiKey> {
        OrgId owner = *org_id;
        if (owner) {
            TRY_VOID(registry::get_org(tx, owner));
        } else {
            TRY(owner, node_organisation(tx, values.text("nsi"), unknown));
        }
        return auth::create_api_key(
            tx, command_line, {.org = owner, .roles = wanted.value(), .days = days, .unknown_password_hash = unknown});
    });
    if (made.has_error()) return refuse(made.error());
    const auto& key = made.value().key;
    fmt::print("密钥 {}，企业 {}，角色 {}，有效期至 {}。只显示这一次：\n{}\n", key.id.value, key.org.value,
               role_names(key.roles), iso_utc(key.expires_at), made.value().text);
    return 0;
}

int apikey_list(const Values& values, const std::string& org) {
    const auto org_id = org.empty() ? std::optional(OrgId{}) : parse_id_as<OrgId>(org);
    if (!org_id) return refuse({Code::invalid, "/org", "企业编号无效", "企业"}, 2);
    const auto database = db::Database::open(database_options(values, Purpose::command));
    constexpr int page = 1000;
    auth::ApiKeyId after;
    for (;;) {
        const auto found =
            database->read_now([&](db::Tx& tx) { return auth::list_api_keys(tx, *org_id, after, page); });
        for (const auto& key : found)
            fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", key.id.value, key.org.value, role_names(key.roles),
                       iso_utc(key.expires_at), key.last_used ? iso_utc(*key.last_used).substr(0, 10) : "-",
                       key.revoked_at                      ? "revoked"
                       : key.expires_at <= database->now() ? "expired"
                                                           : "valid");
        if (found.size() < page) return 0;
        after = found.back().id;
    }
}

int apikey_revoke(const Values& values, const std::string& key) {
    const auto id = parse_id_as<auth::ApiKeyId>(key);
    if (!id) return refuse({Code::invalid, "/key", "密钥编号无效", "密钥"}, 2);
    const auto lock = FolderLock::of_command(values.text("data"));
    if (lock.has_error()) return refuse(lock.error());
    auto options = database_options(values, Purpose::command);
    options.exclusive_node = true;
    const auto database = db::Database::open(std::move(options));
    const auto done =
        database->write_now([&](db::Tx& tx) -> Result<void> { return auth::revoke_api_key(tx, command_line, *id); });
    return done.has_error() ? refuse(done.error()) : 0;
}

}  // namespace yiguan::app
