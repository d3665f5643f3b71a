// Nothing that the log speaks of can be altered, removed or slipped in without fsck naming it: a table of alterations
// by SQL, each undone again.
#include <gmock/gmock.h>

#include "auth/api_keys.hpp"
#include "auth/auth.hpp"
#include "auth/check.hpp"
#include "calendar/check.hpp"
#include "catalog/catalog.hpp"
#include "catalog/check.hpp"
#include "codes/check.hpp"
#include "codes/codes.hpp"
#include "db/testing.hpp"
#include "mint/mint.hpp"
#include "registry/check.hpp"
#include "registry/documents.hpp"
#include "registry/registry.hpp"
#include "review/check.hpp"

namespace yiguan::codes {
namespace {

using db::Statement;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

struct Alteration {
    Statement sql;
    std::string_view says;  // part of what fsck says
};

#define SEED "(select seed from log_object where object_kind = 1 and version = 1 order by object_id limit 1)"

const Alteration alterations[] = {
    // Decisions on organisations.
    {{"t.org_history.content", "update org_history set content = replace(content, '广州', '深圳') where version = 1"},
     "第 1 版与日志 0-01 的记录"},
    {{"t.org_history.status", "update org_history set status = 5 where version = 2"}, "第 2 版与日志"},
    {{"t.org_history.changed_by", "update org_history set changed_by = 7 where version = 2"}, "企业"},
    {{"t.org_history.changed_at", "update org_history set changed_at = changed_at - 86400000"}, "企业"},
    {{"t.org_history.version", "update org_history set version = 3 where version = 2"}, "第 3 版没有存证记录"},
    {{"t.org_history.delete", "delete from org_history where version = 1"}, "第 1 版已不存在，而日志 0-01 的记录"},
    {{"t.org_history.delete_all", "delete from org_history"}, "没有任何一版资料"},
    {{"t.org_history.insert",
      "insert into org_history (org_id, version, status, changed_by, changed_at, content)"
      " select org_id, 3, 7, changed_by, changed_at, content from org_history where version = 2"},
     "第 3 版没有存证记录"},
    {{"t.org.name", "update org set name = '别的厂'"}, "资料与它最近一版不符"},
    {{"t.org.uscc", "update org set uscc = 'x' where kinds = 1"}, "资料与它最近一版不符"},
    {{"t.org.status", "update org set status = 7"}, "资料与它最近一版不符"},
    {{"t.org.kinds", "update org set kinds = 15"}, "资料与它最近一版不符"},
    {{"t.org.contact", "update org set contact_phone = '13900000000'"}, "资料与它最近一版不符"},
    {{"t.org.reviewed_by", "update org set reviewed_by = 7"}, "资料与它最近一版不符"},
    {{"t.org.reviewed_at", "update org set reviewed_at = reviewed_at + 1"}, "资料与它最近一版不符"},
    {{"t.org.created_at", "update org set created_at = created_at + 1"}, "资料与它最近一版不符"},
    {{"t.org.version", "update org set version = version + 1"}, "资料与它最近一版不符"},
    {{"t.org.delete", "delete from org"}, "资料与它最近一版不符"},
    {{"t.document.sha256", "update document set sha256 = 'b'"}, "文件"},
    {{"t.document.org_id", "update document set org_id = 7"}, "内容被修改过"},
    {{"t.document.bytes", "update document set bytes = bytes + 1"}, "内容被修改过"},
    {{"t.document.media_type", "update document set media_type = 2"}, "内容被修改过"},
    {{"t.document.created_at", "update document set created_at = created_at + 1"}, "内容被修改过"},
    {{"t.document.delete", "delete from document"}, "文件"},
    {{"t.document.insert",
      "insert into document (document_id, org_id, sha256, media_type, bytes, created_at)"
      " select 5, org_id, 'c', media_type, bytes, created_at from document"},
     "文件 5 的第 1 版没有存证记录"},
    // Filings of products.
    {{"t.product_history.content",
      "update product_history set content = replace(content, '低压', '高压') where version = 1"},
     "产品备案"},
    {{"t.product_history.act", "update product_history set act = 4 where version = 2"}, "第 2 版与日志"},
    {{"t.product_history.status", "update product_history set status = 3 where version = 2"}, "第 2 版与日志"},
    {{"t.product_history.by", "update product_history set changed_by = 7 where version = 2"}, "第 2 版与日志"},
    {{"t.product_history.at", "update product_history set changed_at = changed_at + 1 where version = 2"},
     "第 2 版与日志"},
    {{"t.product_history.delete", "delete from product_history where version = 2"}, "第 2 版已不存在"},
    {{"t.product_history.delete_all", "delete from product_history"}, "没有任何一版内容"},
    {{"t.product.org_id", "update product set org_id = 7"}, "内容被修改过"},
    {{"t.product.template_id", "update product set template_id = 'B.2'"}, "与它最近一版不符"},
    {{"t.product.unknown_template", "update product set template_id = 'none'"}, "与它最近一版不符"},
    {{"t.product.unit_id", "update product set unit_id = 'CAT-01-01'"}, "与它最近一版不符"},
    {{"t.product.name", "update product set product_name = '别的'"}, "与它最近一版不符"},
    {{"t.product.status", "update product set status = 5"}, "与它最近一版不符"},
    {{"t.product.values", "update product set field_values = replace(field_values, 'YJV', 'YJY')"}, "与它最近一版不符"},
    {{"t.product.broken", "update product set field_values = '{'"}, "与它最近一版不符"},
    {{"t.product.created_at", "update product set created_at = created_at + 1"}, "与它最近一版不符"},
    {{"t.product.updated_at", "update product set updated_at = updated_at + 1"}, "与它最近一版不符"},
    {{"t.product.submitted_at", "update product set submitted_at = null"}, "与它最近一版不符"},
    {{"t.product.reviewed_at", "update product set reviewed_at = reviewed_at + 1"}, "与它最近一版不符"},
    {{"t.product.reviewer_id", "update product set reviewer_id = 7"}, "与它最近一版不符"},
    {{"t.product.reason", "update product set reason = '驳回'"}, "与它最近一版不符"},
    {{"t.product.edition", "update product set edition = 2"}, "与它最近一版不符"},
    {{"t.product.revision", "update product set revision = 1"}, "与它最近一版不符"},
    {{"t.product.extras", "update product set extras = '{\"video\":\"7\"}'"}, "与它最近一版不符"},
    {{"t.product.other_uscc", "update product set other_uscc = '91440300MA5B000225'"}, "与它最近一版不符"},
    {{"t.product_edition.content", "update product_edition set content = replace(content, 'YJV', 'YJY')"},
     "与它最近一版不符"},
    {{"t.product_edition.published", "update product_edition set published_at = published_at + 1"}, "与它最近一版不符"},
    {{"t.product.delete", "delete from product"}, "与它最近一版不符"},
    {{"t.product_picture.document", "update product_picture set document_id = 7"}, "与它最近一版不符"},
    {{"t.product_picture.delete", "delete from product_picture"}, "与它最近一版不符"},
    // Applications.
    {{"t.application.state", "update application set state = 8"}, "与它最近一次记录不符"},
    {{"t.application.delete", "delete from application"}, "已不存在，而它的记录还在"},
    {{"t.application_content.content", "update application_content set content = replace(content, '020', '021')"},
     "申请内容与记录不符"},
    {{"t.application_history.by", "update application_history set by_user = 7"}, "内容被修改过"},
    {{"t.application_history.to", "update application_history set to_state = 8 where to_state = 7"}, "内容被修改过"},
    {{"t.application_history.delete", "delete from application_history where version = 1"}, "第 1 版已不存在"},
    {{"t.application_history.delete_all", "delete from application_history"}, "没有记录：未经系统添加"},
    // Users.
    {{"t.user_history.changed_at", "update user_history set changed_at = changed_at + 1"}, "账号"},
    {{"t.user_history.changed_by", "update user_history set changed_by = 7"}, "内容被修改过"},
    {{"t.user_history.login", "update user_history set login = 'x'  where login = 'maker'"}, "内容被修改过"},
    {{"t.user_history.org_id", "update user_history set org_id = 7"}, "内容被修改过"},
    {{"t.user_history.roles", "update user_history set roles = 1 where version = 1"}, "内容被修改过"},
    {{"t.user_history.status", "update user_history set status = 1"}, "内容被修改过"},
    {{"t.user_history.must", "update user_history set must_change_password = 1 - must_change_password"},
     "内容被修改过"},
    {{"t.user_history.created_at", "update user_history set created_at = created_at + 1"}, "内容被修改过"},
    {{"t.user_history.credential", "update user_history set credential = 'x'"}, "内容被修改过"},
    {{"t.user_history.delete", "delete from user_history where version = 2"}, "第 2 版已不存在"},
    {{"t.user_history.delete_all", "delete from user_history"}, "没有变更记录"},
    {{"t.user.login", "update app_user set login = 'x' where login = 'maker'"}, "与它最近一次变更记录不符"},
    {{"t.user.password_hash", "update app_user set password_hash = 'y'"}, "与它最近一次变更记录不符"},
    {{"t.user.org_id", "update app_user set org_id = 7 where login = 'maker'"}, "与它最近一次变更记录不符"},
    {{"t.user.roles", "update app_user set roles = 255 where login = 'maker'"}, "与它最近一次变更记录不符"},
    {{"t.user.status", "update app_user set status = 1 - status"}, "与它最近一次变更记录不符"},
    {{"t.user.must", "update app_user set must_change_password = 1 - must_change_password"},
     "与它最近一次变更记录不符"},
    {{"t.user.created_at", "update app_user set created_at = 1"}, "与它最近一次变更记录不符"},
    {{"t.user.delete", "delete from app_user where login = 'maker'"}, "已不存在，而它的变更记录还在"},
    {{"t.user.insert",
      "insert into app_user (user_id, login, password_hash, org_id, roles, status, must_change_password, created_at)"
      " select 5, 'intruder', password_hash, org_id, roles, status, 0, created_at from app_user where login = 'admin'"},
     "账号 5 没有变更记录"},
    // API keys.
    {{"t.api_key.secret_hash", "update api_key set secret_hash = " SEED}, "接口密钥"},
    {{"t.api_key.org_id", "update api_key set org_id = 7"}, "内容被修改过"},
    {{"t.api_key.user_id", "update api_key set user_id = 7"}, "内容被修改过"},
    {{"t.api_key.roles", "update api_key set roles = 255"}, "内容被修改过"},
    {{"t.api_key.created_at", "update api_key set created_at = created_at - 1"}, "内容被修改过"},
    {{"t.api_key.expires_at", "update api_key set expires_at = expires_at + 1"}, "内容被修改过"},
    {{"t.api_key.revoked_at", "update api_key set revoked_at = revoked_at + 1"}, "第 2 版与日志"},
    {{"t.api_key.not_revoked", "update api_key set revoked_at = null"}, "第 2 版已不存在"},
    {{"t.api_key.revoked", "update api_key set revoked_at = created_at where revoked_at is null"},
     "第 2 版没有存证记录"},
    {{"t.api_key.delete", "delete from api_key"}, "接口密钥"},
    // Issued codes.
    {{"t.code_block.domain_id", "update code_block set domain_id = 7"}, "内容被修改过"},
    {{"t.code_block.nsi", "update code_block set nsi = '0129'"}, "内容被修改过"},
    {{"t.code_block.epoch", "update code_block set epoch = 1"}, "内容被修改过"},
    {{"t.code_block.first_c", "update code_block set first_c = 1"}, "与前一码段不衔接"},
    {{"t.code_block.last_c", "update code_block set last_c = last_c + 1"}, "下一个序号记为 1000，已发码段到 1001"},
    {{"t.code_block.org_id", "update code_block set org_id = 7"}, "内容被修改过"},
    {{"t.code_block.product_id", "update code_block set product_id = 7"}, "内容被修改过"},
    {{"t.code_block.applied_by", "update code_block set applied_by = 7"}, "内容被修改过"},
    {{"t.code_block.created_at", "update code_block set created_at = created_at + 1"}, "内容被修改过"},
    {{"t.code_block.log_token", "update code_block set log_token = " SEED}, "码段"},
    {{"t.code_block.no_token", "update code_block set log_token = null"}, "内容被修改过"},
    {{"t.code_block.delete", "delete from code_block"}, "第 1 版已不存在"},
    {{"t.code_domain.epoch", "update code_domain set epoch = 1"}, "第 1 版没有存证记录"},
    {{"t.code_domain.next_c", "update code_domain set next_c = 0"}, "下一个序号记为 0"},
    {{"t.code_domain.key_id", "update code_domain set key_id = 'x'"}, "编码密钥"},
    {{"t.code_domain.nsi", "update code_domain set nsi = '0129'"}, "编码密钥"},
    {{"t.code_domain.delete", "delete from code_domain"}, "第 0 版已不存在"},
    // The log itself, and which record stands for what.
    {{"t.log_object.seed", "update log_object set seed = " SEED " where object_kind = 4"}, "接口密钥"},
    {{"t.log_object.no_seed", "update log_object set seed = null where object_kind = 4"}, "存证随机数缺失"},
    {{"t.log_object.position", "update log_object set position = position + 1000"}, "的存证记录不存在：日志 0-01"},
    {{"t.log_object.log", "update log_object set position = position + 1099511627776"}, "的存证记录读不出：日志 0-02"},
    {{"t.log_object.version", "update log_object set version = 9 where object_kind = 1 and version = 2"},
     "第 9 版已不存在"},
    {{"t.log_object.kind", "update log_object set object_kind = 8 where object_kind = 4"}, "不是删除决定"},
    {{"t.log_object.delete", "delete from log_object where object_kind = 2"}, "没有对应的对象"},
    {{"t.log_batch.entry_count", "update log_batch set entry_count = entry_count + 1"}, "一行应有"},
    {{"t.log_batch.recorded_at", "update log_batch set recorded_at = recorded_at + 1"}, "时间与最后一条记录不符"},
    {{"t.log_batch.records", "update log_batch set records = " SEED " where first_index = 0"}, "记录 0 不完整"},
    {{"t.log_batch.first_index", "update log_batch set first_index = first_index + 1"}, "缺少记录 0 至 0"},
    {{"t.log_batch.log_id", "update log_batch set log_id = 2"}, "日志 0-01 的末尾"},
    {{"t.log_batch.delete", "delete from log_batch where first_index = 0"}, "缺少记录 0 至"},
    {{"t.log_batch.delete_all", "delete from log_batch"}, "日志 0-01 的末尾"},
    {{"t.log_head.next_index", "update log_head set next_index = next_index + 1"}, "日志 0-01 的末尾"},
    {{"t.log_head.recorded_at", "update log_head set recorded_at = recorded_at + 1"}, "末尾时间"},
    {{"t.log_head.delete", "delete from log_head"}, "日志 0-01 的末尾"},
};

const Statement old_document_sql{"t.old_document",
                                 "insert into document (document_id, org_id, sha256, media_type, bytes, created_at)"
                                 " select 5, org_id, 'c', media_type, bytes, created_at - 1 from document"};

template <class T>
T must(Result<T> result) {
    if (result.has_error()) throw std::logic_error(result.error().pointer + " " + result.error().detail);
    return std::move(result).value();
}

// What fsck says of all that is not an event.
std::vector<std::string> check_log(db::Tx& tx) {
    auto log = ledger::check_logs(tx);
    std::vector<std::string> found = std::move(log.complaints);
    for (const auto& check : {auth::check_records, calendar::check_records, review::check_records,
                              registry::check_records, catalog::check_records, codes::check_records})
        for (auto& complaint : check(tx, log)) found.push_back(std::move(complaint));
    return found;
}

// A producer with a filed product and 1000 codes, two API keys, one of them revoked, and a user whose roles changed.
class LogCheck : public db::testing::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        const auto keys = must(mint::KeyFile::load_or_create(folder_.path() / "keys"));
        db_->write_now([&](db::Tx& tx) {
            const auto domain = must(ensure_domain(tx, "0128", keys));
            const auth::Roles all = auth::Roles().with(auth::Role::platform_admin);
            const auth::Actor admin{
                .user = must(auth::add_user(tx, {.login = "admin", .password_hash = "x", .org = {}, .roles = all})),
                .org = {},
                .roles = all};
            const auto made = must(registry::register_org(
                tx, {},
                {.org = {.name = "一贯电缆厂", .uscc = uscc(), .address = "广州市", .contact = "020-12345678"},
                 .kinds = registry::OrgKinds().with(registry::OrgKind::producer),
                 .login = "maker",
                 .password_hash = "x"}));
            must(registry::review_org(tx, admin, made.org, registry::Decision::approve, ""));
            const auth::Actor maker{
                .user = made.user, .org = made.org, .roles = auth::Roles().with(auth::Role::producer)};
            const auto product = file(tx, maker, admin);
            must(apply_for_codes(tx, maker, domain, {product, 1000}));
            admin_ = admin;
            maker_ = maker;
        });
        db_->write_now([&](db::Tx& tx) {  // a row of records of its own
            const auth::NewApiKey wanted{.org = maker_.org, .roles = maker_.roles, .unknown_password_hash = "x"};
            const auto key = must(auth::create_api_key(tx, admin_, wanted)).key.id;
            must(auth::create_api_key(tx, admin_, wanted));
            EXPECT_TRUE(auth::revoke_api_key(tx, admin_, key).has_value());
            EXPECT_TRUE(auth::change_password(tx, admin_, maker_.user, "y").has_value());
        });
    }
    static keys::Uscc uscc() {
        const std::string body = "91440101MA5D1001X";
        for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY"))
            if (auto made = keys::Uscc::parse(body + check); made.has_value()) return made.value();
        throw std::logic_error("no check character");
    }
    static ProductId file(db::Tx& tx, const auth::Actor& maker, const auth::Actor& admin) {
        const json::object fields{{"productName", "电缆"},
                                  {"productType", "低压电力电缆"},
                                  {"model", "YJV"},
                                  {"standard", "GB/T 12706.1"},
                                  {"inspectionReport", "合格"}};
        const auto picture = must(registry::add_document(
            tx, maker, {.sha256 = std::string(64, 'a'), .media_type = registry::MediaType::png, .bytes = 1}));
        const auto product = must(catalog::file_product(
            tx, maker,
            {.template_id = "B.1",
             .unit_id = "CAT-01-03",
             .values = must(catalog::read_fields(*catalog::templates().find("B.1"), catalog::Step::filing, fields,
                                                 nullptr, tx.now())),
             .pictures = {picture.id}}));
        return must(catalog::review_product(tx, admin, product.id, catalog::Review::approve, "")).id;
    }
    // What fsck says after this, which is undone again.
    std::vector<std::string> complaints_after(const Statement& alteration) {
        std::vector<std::string> found;
        const auto undone = db_->write_now([&](db::Tx& tx) -> Result<void> {
            EXPECT_GE(tx.execute(alteration), 1) << alteration.name();
            found = check_log(tx);
            return Error{Code::conflict, "", "undone"};
        });
        EXPECT_TRUE(undone.has_error());
        return found;
    }
    db::testing::TemporaryDirectory folder_;
    auth::Actor admin_, maker_;
};
YIGUAN_BOTH_ENGINES(LogCheck);

// NAT-35
TEST_P(LogCheck, FindsNothingInWhatTheProgramStored_NAT35) {
    EXPECT_THAT(db_->read_now(check_log), IsEmpty());
}

// NAT-24
TEST_P(LogCheck, NamesEveryAlterationOfAColumnAndEveryRowTakenOut_NAT24_NAT35_X20) {
    for (const auto& [sql, says] : alterations)
        EXPECT_THAT(complaints_after(sql), Contains(HasSubstr(std::string(says)))) << sql.name();
    EXPECT_THAT(db_->read_now(check_log), IsEmpty());
}

TEST_P(LogCheck, TakesRowsFromBeforeTheLogAsTheyAre) {
    clock_ = clock_ + 1000;
    EXPECT_THAT(complaints_after(old_document_sql), IsEmpty());
}

}  // namespace
}  // namespace yiguan::codes
