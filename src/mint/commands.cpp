#include "mint/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "keys/gs1/epc_uri.hpp"
#include "keys/keys.hpp"
#include "mint/command_output.hpp"
#include "mint/minter.hpp"
#include "mint/serial.hpp"

namespace yiguan::mint {

namespace {

Error wrong(std::string detail) {
    return Error{Code::invalid, "", std::move(detail)};
}

/// What is asked for, once it has been understood: a minter of either kind behind one call.
struct Order {
    std::optional<CodeDomain> ecode;
    std::optional<SerialDomain> serial;
    std::string prefix;  ///< in front of each serial

    std::int64_t most() const { return ecode ? counter_max : serial->counter_max(); }
};

/// What stands in front of the serial in the form that is asked for: in all of them the serial comes last.
Result<std::string> gs1_prefix(const MintCommand& command, const SerialDomain& domain) {
    const std::string sample(static_cast<std::size_t>(domain.chars()), '0');
    const keys::gs1::Element elements[] = {{"01", domain.gtin(), keys::gs1::find_ai("01")},
                                           {"21", sample, keys::gs1::find_ai("21")}};
    std::string text;
    if (command.form.empty() || command.form == "digital-link") {
        TRY(text, keys::gs1::format_digital_link(
                      elements, command.base_url.empty() ? keys::gs1::canonical_stem : command.base_url));
    } else if (command.form == "element-string") {
        text = keys::gs1::format_bracketed(elements);
    } else if (command.form == "epc") {
        TRY(const auto epc, command.prefix_digits
                                ? keys::gs1::epc_of(elements, static_cast<std::size_t>(*command.prefix_digits))
                                : keys::gs1::epc_of(elements));
        text = epc.text();
    } else if (command.form != "serial") {
        return wrong("形式（--form）为 digital-link、element-string、epc 或 serial");
    } else {
        return text;
    }
    text.resize(text.size() - sample.size());
    return text;
}

Result<Order> understand(const MintCommand& command) {
    const bool ecode = command.scheme == "ecode", gs1 = command.scheme == "gs1", brief = command.scheme == "short";
    if (!ecode && !gs1 && !brief) return wrong("码制（--scheme）为 ecode、gs1 或 short");
    if (!ecode && !command.nsi.empty()) return wrong("编码体系标识（--nsi）只用于 ecode");
    if (!gs1 && !(command.gtin.empty() && command.form.empty()))
        return wrong("商品条码（--gtin）和形式（--form）只用于 gs1");
    if (ecode && (command.length || !command.base_url.empty()))
        return wrong("长度（--length）和网址（--base-url）只用于 gs1 和 short");
    if (gs1 && !command.base_url.empty() && !command.form.empty() && command.form != "digital-link")
        return wrong("网址（--base-url）只用于 digital-link");
    if (command.prefix_digits && (command.form != "epc" || *command.prefix_digits < 6 || *command.prefix_digits > 12))
        return wrong("厂商识别代码位数（--prefix-digits）为 6 到 12，只用于 epc");
    Order order;
    if (ecode) {
        TRY(const auto domain, CodeDomain::ecode(command.nsi));
        order.ecode = domain;
    } else if (gs1) {
        TRY(const auto gtin, keys::Gtin::parse(command.gtin));
        TRY(const auto domain, SerialDomain::gs1(gtin, command.length.value_or(gs1_serial_chars)));
        TRY(order.prefix, gs1_prefix(command, domain));
        order.serial = domain;
    } else {
        TRY(const auto domain, SerialDomain::short_code(command.length.value_or(short_code_chars)));
        order.serial = domain;
        order.prefix = command.base_url;
        if (!order.prefix.empty() &&
            (!keys::address_host(order.prefix) || order.prefix.find_first_of("?# \"'") != std::string::npos))
            return wrong("网址（--base-url）应以 http:// 或 https:// 开头，不含空格、引号、? 和 #");
        if (!order.prefix.empty() && !order.prefix.ends_with('/')) order.prefix += '/';
    }
    if (order.prefix.size() > 1000) return wrong("网址（--base-url）过长");
    if (command.first < 0 || command.first > order.most() || command.count < 0 ||
        command.count > order.most() - command.first + 1)
        return wrong(fmt::format("序号（--first）和数量（--count）不能为负，末个序号不能超过 {}", order.most()));
    if (command.epoch && (*command.epoch < 0 || *command.epoch > 9)) return wrong("密钥周期（--epoch）为 0 到 9");
    return order;
}

/// mint(first, count, text) writes `count` lines of `line_bytes`.
template <class Mint>
int write_lines(const MintCommand& command, std::size_t line_bytes, int out, std::FILE* errors, Mint mint) {
    Progress progress(errors, out, "已生成", command.count);
    std::vector<char> buffer(buffer_bytes);
    for (std::int64_t done = 0; done < command.count;) {
        const auto n = std::min(command.count - done, static_cast<std::int64_t>(buffer_bytes / line_bytes));
        const auto lines = static_cast<std::size_t>(n);
        mint(command.first + done, lines, buffer.data());
        if (!write_all(out, {buffer.data(), lines * line_bytes}))
            return explain(errors, "mint", fmt::format("写出失败：{}", std::strerror(errno)), failed);
        done += n;
        progress.at(done);
    }
    return 0;
}

}  // namespace

int mint_command(const MintCommand& command, int out, std::FILE* errors) {
    const auto order = understand(command);
    if (order.has_error()) return explain(errors, "mint", order.error().detail, wrong_argument);
    try {
        const auto keys = KeyFile::load_or_create(command.keys);
        if (keys.has_error()) return explain(errors, "mint", keys.error().detail, failed);
        const int epoch = command.epoch.value_or(keys.value().current_epoch());
        if (!keys.value().knows_epoch(epoch))
            return explain(errors, "mint", fmt::format("密钥文件中没有周期 {}", epoch), wrong_argument);
        if (order.value().ecode) {
            const Minter minter(keys.value(), *order.value().ecode, epoch);
            return write_lines(
                command, code_digits + 1, out, errors,
                [&](std::int64_t first, std::size_t count, char* text) { minter.mint_many(first, count, text); });
        }
        const SerialMinter minter(keys.value(), *order.value().serial, epoch);
        const std::string& prefix = order.value().prefix;
        return write_lines(
            command, prefix.size() + static_cast<std::size_t>(minter.chars()) + 1, out, errors,
            [&](std::int64_t first, std::size_t count, char* text) { minter.mint_many(first, count, text, prefix); });
    } catch (const std::system_error& fault) {
        return explain(errors, "mint", fault.what(), failed);
    }
}

int keys_command(const KeysCommand& command, int out, std::FILE* errors) {
    std::optional<crypto::Algorithm> cipher;
    if (!command.cipher.empty()) {
        cipher = crypto::algorithm_of(command.cipher);
        if (!cipher) return explain(errors, "keys", "密码算法（--cipher）为 aes 或 sm4", wrong_argument);
    }
    using Action = KeysCommand::Action;
    try {
        if (command.action == Action::create && std::filesystem::exists(command.keys))
            return explain(errors, "keys", fmt::format("密钥文件 {} 已存在", command.keys.string()), failed);
        const auto keys = command.action == Action::show ? KeyFile::load(command.keys)
                          : command.action == Action::create
                              ? KeyFile::load_or_create(command.keys, cipher.value_or(crypto::Algorithm::aes))
                              : KeyFile::start_next_epoch(command.keys, cipher);
        if (keys.has_error()) return explain(errors, "keys", keys.error().detail, failed);
        const KeyFile& file = keys.value();
        std::string text = fmt::format("id {}\n", file.key_id());
        for (const int epoch : file.epochs())
            text += fmt::format("epoch {} {}{}\n", epoch, crypto::name_of(file.cipher_of(epoch)),
                                epoch == file.current_epoch() ? " current" : "");
        if (!write_all(out, text))
            return explain(errors, "keys", fmt::format("写出失败：{}", std::strerror(errno)), failed);
        if (command.action == Action::rotate)
            fmt::print(errors, "已启用密钥周期 {}。正在运行的服务重启后才会用它发码和核验；请重新备份密钥文件。\n",
                       file.current_epoch());
        return 0;
    } catch (const std::system_error& fault) {
        return explain(errors, "keys", fault.what(), failed);
    }
}

}  // namespace yiguan::mint
