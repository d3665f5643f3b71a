#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>

#include "app/commands.hpp"
#include "app/keys_commands.hpp"
#include "app/settings.hpp"
#include "auth/api_keys.hpp"
#include "mint/mint.hpp"
#include "vision/ocr.hpp"
#include "vision/thumbnail.hpp"

namespace {

using namespace yiguan;

// Every setting as a flag of the command; what was given lands in `flags`.
void add_settings(CLI::App& command, std::map<std::string, std::string>& flags) {
    command.add_option_function<std::string>(
        "--config", [&flags](const std::string& v) { flags["config"] = v; }, "File of `name = value` lines");
    for (const auto& s : app::settings()) {
        const std::string name(s.name);
        command.add_option_function<std::string>(
            "--" + name, [&flags, name](const std::string& v) { flags[name] = v; }, std::string(s.help));
    }
}

int with_settings(const std::map<std::string, std::string>& flags, const std::function<int(const app::Values&)>& run) {
    const auto values = app::Values::resolve(flags);
    if (values.has_error()) {
        std::fprintf(stderr, "%s\n", values.error().detail.c_str());
        return 2;
    }
    return run(values.value());
}

std::filesystem::path key_file(const std::string& keys, const std::string& data) {
    if (!keys.empty()) return keys;
    return std::filesystem::path(data.empty() ? "yiguan-data" : data) / "keys";
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App program{"一贯 Yiguan: 重点工业产品质量安全追溯平台"};
    program.require_subcommand(1);
    program.set_version_flag("--version", YIGUAN_VERSION);
    std::map<std::string, std::string> flags;
    int status = 0;

    auto* serve = program.add_subcommand("serve", "运行服务");
    auto* demo = program.add_subcommand("demo", "在空数据库中装入演示数据");
    auto* fsck = program.add_subcommand("fsck", "检查已存数据是否一致");
    auto* rebuild = program.add_subcommand("rebuild", "由事件重算每个追溯码的状态，与已存的核对并改正");
    auto* erase = program.add_subcommand("erase", "依法删除一个自然人的个人信息，服务运行时也可使用");
    auto* admin = program.add_subcommand("create-admin", "创建首个管理员");
    auto* copy = program.add_subcommand("copy", "把全部数据复制到另一个空数据库，如从 SQLite 到 PostgreSQL");
    auto* backup = program.add_subcommand("backup", "把运行中的节点（SQLite）备份到新目录");
    auto* apikey = program.add_subcommand("apikey", "管理接口密钥，服务运行时也可使用");
    apikey->require_subcommand(1);
    auto* key_create = apikey->add_subcommand("create", "生成接口密钥，最后一行就是密钥，立即可用");
    auto* key_list = apikey->add_subcommand("list", "列出接口密钥");
    auto* key_revoke = apikey->add_subcommand("revoke", "停用接口密钥");
    auto* log = program.add_subcommand("log", "透明日志：查看状态，缺失记录后另起新的日志");
    log->require_subcommand(1);
    auto* status_of_log = log->add_subcommand("status", "列出本节点的日志、公钥、已签名的检查点");
    auto* continue_log = log->add_subcommand("continue", "关闭不能再签名的日志，另起新的日志，须先停止服务");
    for (auto* command : {key_create, key_list, key_revoke, status_of_log, continue_log}) command->fallthrough();
    for (auto* command : {serve, demo, fsck, rebuild, erase, admin, copy, backup, apikey, log})
        add_settings(*command, flags);
    std::string login, password_file = "-";
    admin->add_option("--login", login, "用户名")->required();
    admin->add_option("--password-file", password_file, "首行为密码的文件，- 为标准输入");
    std::string target;
    backup->add_option("--to", target, "新目录")->required();
    backup->callback(
        [&] { status = with_settings(flags, [&](const app::Values& v) { return app::backup(v, target); }); });
    copy->add_option("--to", target, "目标数据库，如 postgresql:///yiguan")->required();
    copy->callback([&] { status = with_settings(flags, [&](const app::Values& v) { return app::copy(v, target); }); });
    serve->callback([&] { status = with_settings(flags, app::serve); });
    demo->callback([&] { status = with_settings(flags, app::demo); });
    fsck->callback([&] { status = with_settings(flags, app::fsck); });
    bool check_only = false;
    rebuild->add_flag("--check", check_only, "只核对，不改动，可在服务运行时使用");
    rebuild->callback([&] {
        const auto check = check_only ? app::CheckOnly::yes : app::CheckOnly::no;
        status = with_settings(flags, [&](const app::Values& v) { return app::rebuild(v, check); });
    });
    app::ErasureOrder order;
    erase->add_option("--person", order.person, "手机号码，或登记时所填的姓名")->required();
    erase->add_option("--ground", order.ground, "依据，如 个人信息保护法第四十七条，记入日志")->required();
    erase
        ->add_option("--by", order.requester,
                     "请求者：subject 本人、organisation 企业、operator 平台、authority 主管部门")
        ->capture_default_str();
    erase->add_option("--hold-until", order.hold_until, "不删除，反而在此日期前不得删除，如 2029-12-31");
    erase->callback([&] { status = with_settings(flags, [&](const app::Values& v) { return app::erase(v, order); }); });
    admin->callback([&] {
        status = with_settings(flags, [&](const app::Values& v) { return app::create_admin(v, login, password_file); });
    });

    std::string reason;
    bool although_sound = false;
    continue_log->add_option("--reason", reason, "原因，写入新日志的第一条记录，任何人可见")->required();
    continue_log->add_flag("--force", although_sound, "日志可以继续签名时也另起，如更换签名密钥");
    status_of_log->callback([&] { status = with_settings(flags, app::log_status); });
    continue_log->callback([&] {
        const auto overrule = although_sound ? app::Overrule::yes : app::Overrule::no;
        status = with_settings(flags, [&](const app::Values& v) { return app::log_continue(v, reason, overrule); });
    });
    std::string key_org, key_roles, key_id;
    std::int64_t key_days = auth::api_key_days;
    for (auto* command : {key_create, key_list})
        command->add_option("--org", key_org, "企业编号，默认为本节点运营单位（列出时为全部）");
    key_create->add_option("--role", key_roles, "角色，逗号分隔，如 integrator")->required();
    key_create->add_option("--days", key_days, "有效天数")->capture_default_str();
    key_revoke->add_option("key", key_id, "密钥编号")->required();
    key_create->callback([&] {
        status = with_settings(
            flags, [&](const app::Values& v) { return app::apikey_create(v, key_org, key_roles, key_days); });
    });
    key_list->callback(
        [&] { status = with_settings(flags, [&](const app::Values& v) { return app::apikey_list(v, key_org); }); });
    key_revoke->callback(
        [&] { status = with_settings(flags, [&](const app::Values& v) { return app::apikey_revoke(v, key_id); }); });

    std::string keys, data;
    mint::MintCommand minting;
    int epoch = -1;
    auto* mint = program.add_subcommand("mint", "生成追溯码，每行一个，不需要服务");
    mint->add_option("--scheme", minting.scheme, "码制：ecode、gs1、short（短网址用）")->capture_default_str();
    mint->add_option("--nsi", minting.nsi, "编码体系标识，四位数字（ecode）");
    mint->add_option("--gtin", minting.gtin, "商品条码（gs1）");
    mint->add_option("--form", minting.form, "digital-link（默认）、element-string、epc、serial（gs1）");
    mint->add_option("--base-url", minting.base_url, "码前的网址（gs1 的 digital-link、short）");
    mint->add_option("--length", minting.length, "序列号字符数，12 到 20（gs1 默认 20，short 默认 13）");
    mint->add_option("--prefix-digits", minting.prefix_digits, "厂商识别代码位数（gs1 的 epc），默认按 GS1 中国的号段");
    mint->add_option("--count", minting.count, "数量")->required();
    mint->add_option("--first", minting.first, "起始序号，默认 0");
    mint->add_option("--epoch", epoch, "密钥周期，默认为密钥文件的当前周期")->check(CLI::Range(0, 9));
    auto* verify = program.add_subcommand("verify", "核验标准输入中的追溯码，每行输出“域 序号”或 forged");
    auto* key_file_command = program.add_subcommand("keys", "密钥文件：查看、新建、启用新的密钥周期");
    key_file_command->require_subcommand(1);
    auto* keys_show = key_file_command->add_subcommand("show", "列出密钥周期及其密码算法");
    auto* keys_new = key_file_command->add_subcommand("create", "新建密钥文件");
    auto* keys_rotate =
        key_file_command->add_subcommand("rotate", "启用新的密钥周期，服务重启后生效，已发出的码仍可核验");
    mint::KeysCommand keys_asked;
    for (auto* command : {keys_new, keys_rotate})
        command->add_option("--cipher", keys_asked.cipher, "密码算法：aes、sm4");
    for (auto* command : {mint, verify, keys_show, keys_new, keys_rotate}) {
        command->add_option("--keys", keys, "密钥文件，默认为数据目录中的 keys，没有时自动创建");
        command->add_option("--data", data, "数据目录，默认 yiguan-data");
    }
    mint->callback([&] {
        minting.keys = key_file(keys, data);
        if (epoch >= 0) minting.epoch = epoch;
        status = mint::mint_command(minting, STDOUT_FILENO, stderr);
    });
    verify->callback(
        [&] { status = mint::verify_command({key_file(keys, data)}, STDIN_FILENO, STDOUT_FILENO, stderr); });
    const auto manage_keys = [&](mint::KeysCommand::Action action) {
        keys_asked.action = action;
        keys_asked.keys = key_file(keys, data);
        status = mint::keys_command(keys_asked, STDOUT_FILENO, stderr);
    };
    keys_show->callback([&] { manage_keys(mint::KeysCommand::Action::show); });
    keys_new->callback([&] { manage_keys(mint::KeysCommand::Action::create); });
    keys_rotate->callback([&] { manage_keys(mint::KeysCommand::Action::rotate); });

    // Children of the server, which decodes no picture itself: picture on standard input, what was read or made on
    // standard output.
    auto* read_licence = program.add_subcommand("read-licence", "识别标准输入中的营业执照图片，输出 JSON");
    read_licence->callback([&] { status = vision::licence_command(STDIN_FILENO, STDOUT_FILENO); });
    auto* scale = program.add_subcommand("scale-picture", "把标准输入中的图片缩小为 JPEG");
    unsigned side = 160;
    scale->add_option("--side", side, "长边的像素数")->check(CLI::Range(16, 4096))->capture_default_str();
    scale->callback([&] { status = vision::scale_command(STDIN_FILENO, STDOUT_FILENO, side); });

    app::ParseCommand parsing;
    auto* parse = program.add_subcommand("parse", "识别编码文本，每行一个，输出类型、规范写法和理由，不需要服务");
    parse->add_option("files", parsing.files, "文件，没有或 - 时读标准输入");
    parse->add_option("--format", parsing.format, "输出格式：table 或 json")->capture_default_str();
    parse->callback([&] { status = app::parse_command(parsing, STDIN_FILENO, STDOUT_FILENO, stderr); });
    std::vector<std::string> vectors;
    auto* conform = program.add_subcommand("conform", "用测试向量文件检验编码库，由文件名决定检验哪个函数");
    conform->add_option("files", vectors, "向量文件（.jsonl 或 .json）")->required();
    conform->callback([&] { status = app::conform_command(vectors, STDOUT_FILENO, stderr); });

    auto* settings = program.add_subcommand("settings", "列出全部设置");
    bool markdown = false;
    settings->add_flag("--markdown", markdown, "以 Markdown 表格输出（默认）");
    settings->callback([&] { std::fputs(app::settings_markdown().c_str(), stdout); });

    auto* description = program.add_subcommand("openapi", "输出接口描述（OpenAPI 3.1），不需要服务");
    description->callback([&] { status = app::describe_api(); });

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        const int code = program.exit(e);
        return code == 0 ? 0 : 2;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
    return status;
}
