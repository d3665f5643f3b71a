// Shop people: personal accounts (EBS-02..05), and shops that register themselves (EBS-08..12).
#include "registry/shops.hpp"
#include "api/operation.hpp"
#include "api/schema_stores.hpp"
#include "api/session_json.hpp"
#include "auth/personal.hpp"
#include "auth/phone_codes.hpp"
#include "registry/licence_reading.hpp"
#include "registry/registry_json.hpp"
#include "vision/licence.hpp"

namespace yiguan::api {
namespace {

struct NewShopAccount {
    std::string phone, code, name, password;
};

// POST /api/v1/shop-accounts {"phone","phoneCode","name","password"}: an account and its session at once, no review.
Result<Step> open_shop_account(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    NewShopAccount wanted;
    wanted.phone =
        in.take("phone", "手机号", auth::parse_phone(in.text("phone", "手机号", {.chars_max = 30}))).value_or("");
    wanted.code = in.text("phoneCode", "短信验证码", {.chars_max = 10});
    wanted.name = in.text("name", "真实姓名", {.chars_max = 50});
    wanted.password = in.text("password", "密码", {.chars_max = 128});
    in.finish();
    if (!wanted.password.empty())
        if (auto weak = auth::check_personal_password(wanted.phone, wanted.password); weak.has_error())
            violations.add(std::move(weak).error());
    TRY_VOID(violations.result());
    return Step{Offload{
        [&services, wanted = std::move(wanted)]() -> Result<Step> {
            return Step{Write{[&services, wanted, hash = auth::hash_password(wanted.password)](
                                  db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
                // A wrong code counts as a try: what that wrote is kept, so it is no error of the transaction.
                auto taken = auth::take_phone_code(tx, wanted.phone, auth::CodePurpose::register_, wanted.code);
                if (taken.has_error()) {
                    auto error = std::move(taken).error();
                    error.pointer = "/phoneCode";
                    return http::problem(error, actor.request_id);
                }
                TRY(const auto user, auth::add_personal_account(
                                         tx, {.name = wanted.name, .phone = wanted.phone, .password_hash = hash}));
                TRY(const auto opened, auth::open_session(tx, user));
                return opened_session(services, tx, opened);
            }}};
        },
        Lane::passwords}};
}

/// What stands on the licence; nothing where it cannot be read now: reading only helps.
std::optional<registry::LicenceReading> licence_as_read(Services& services, const registry::StoredFile& file) {
    const auto stored = services.documents.open(file.sha256, file.media_type);
    if (!stored) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(stored->size()), '\0');
    stored->read(0, bytes);
    const std::vector<std::string> arguments{"read-licence"};
    const auto outcome = vision::run_child(services.reader, arguments, bytes);
    if (outcome.end != vision::ChildOutcome::End::finished) return std::nullopt;
    const auto said = parse_json_object(outcome.output);
    const auto fields = said.has_value() ? vision::decode_fields(said.value()) : std::nullopt;
    if (!fields) return std::nullopt;
    registry::LicenceReading reading{.state = registry::LicenceReading::State::read};
    for (const auto& field : *fields) reading.fields.push_back({field.key, field.value, field.confidence});
    return reading;
}

// POST /api/v1/shops: the organisation on the licence and its first store, which works at once (EBS-12).
Result<Step> register_shop(Services& services, const http::Request& request) {
    const auto token = session_token_of(request);
    if (token.empty()) return Error{Code::forbidden, "", "门店由本人登录后登记，接口密钥不能登记"};
    TRY(const auto body, json_body(request));
    TRY(auto shop, registry::decode_shop(body));
    return Step{ReadThen{[&services, token, shop = std::move(shop)](db::Tx& tx,
                                                                    const auth::Actor& actor) mutable -> Result<Step> {
        TRY(const auto document, registry::may_register_shop(tx, actor, shop));
        return Step{Offload{[&services, token, shop = std::move(shop), file = document.file]() mutable -> Result<Step> {
                                if (!shop.confirmed) {
                                    TRY_VOID(registry::licence_agrees(shop, licence_as_read(services, file)));
                                }
                                return Step{Write{[token, shop = std::move(shop)](
                                                      db::Tx& write, const auth::Actor& who) -> Result<http::Response> {
                                    TRY(const auto made, registry::register_shop(write, who, shop));
                                    // The session goes on as the shop: its first store is entered at once (EBS-08).
                                    TRY_VOID(auth::switch_membership(write, who, token, made.membership));
                                    json::object out{{"organisation", registry::encode_own(made.org)},
                                                     {"store", registry::encode(made.store, registry::Phones::whole)},
                                                     {"membership", to_string(made.membership)}};
                                    return created("/api/v1/stores/" + to_string(made.store.id), std::move(out));
                                }}};
                            },
                            Lane::reading}};
    }}};
}

}  // namespace

std::vector<Operation> shop_operations() {
    using namespace schema;
    auto store = store_fields();
    store.back().required = false;  // the licence of the organisation
    auto store_told = store_example();
    store_told.erase("licence");
    return {
        {.method = http::Method::post,
         .path = "/api/v1/shop-accounts",
         .id = "openShopAccount",
         .tag = "门店",
         .zh = "门店人员注册个人账号：手机号即账号，密码最少 6 位，无需审核，注册后即登录",
         .en = "A personal account of shop people: the phone is the account; no review; it opens a session.",
         .who = Who::anybody(),
         .body = {{.schema = object({{"phone", text("手机号", 30)},
                                     {"phoneCode", text("短信验证码，用途为 register", 10)},
                                     {"name", text("真实姓名", 50)},
                                     {"password", text("密码，最少 6 位", 128)}}),
                   .example = {{"phone", "13800001234"},
                               {"phoneCode", "260726"},
                               {"name", "张晓云"},
                               {"password", "lv8car"}}}},
         .answer = {201, "会话", ref("Session")},
         .errors = {Code::phone_code, Code::phone_taken, Code::weak_password},
         .repeat = Repeat::secret,
         .limit = Limit::registrations,
         .run = open_shop_account},
        {.method = http::Method::post,
         .path = "/api/v1/shops",
         .id = "registerShop",
         .tag = "门店",
         .zh = "登记营业执照上的企业及其第一个门店，立即可用（试用中，审核人员随后核查）；"
               "与执照识别结果不一致时逐项指出，核对后以 confirmed 再次提交；已入驻的企业由其管理员邀请加入",
         .en = "Registers the organisation on a licence with its first store, at once; reviewers look at it later.",
         .who = Who::signed_in(),
         .body = {{.schema =
                       object({{"uscc", text("统一社会信用代码", 40)},
                               {"organisationName", text("企业名称", 100)},
                               maybe("address", text("销售/注册地址，缺省为门店地址", 200)),
                               maybe("contact",
                                     text("对外公开的联系方式，缺省为门店手机号；与账号手机号相同时只公开首尾", 100)),
                               {"store", object(store)},
                               {"licence", id("营业执照，本人上传的文件")},
                               maybe("confirmed", boolean("已核对，确认填写与营业执照一致"))}),
                   .example = {{"uscc", "91440300708461136T"},
                               {"organisationName", "广州骑行电动车行"},
                               {"store", store_told},
                               {"licence", "1"}},
                   .bytes_max = 16 * 1024}},
         .answer = {201, "企业与门店",
                    schema::answer({{"organisation", ref("Organisation")},
                                    {"store", ref("Store")},
                                    {"membership", id("身份，当前会话已切换到它")}})},
         .errors = {Code::forbidden, Code::org_exists, Code::differs_from_registration, Code::document_unknown,
                    Code::document_type, Code::too_many_requests, Code::conflict, Code::uscc_length,
                    Code::uscc_character, Code::uscc_check},
         .repeat = Repeat::kept,
         .limit = Limit::registrations,
         .run = register_shop},
    };
}

}  // namespace yiguan::api
