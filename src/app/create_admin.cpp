#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "app/commands.hpp"
#include "app/node.hpp"
#include "core/text.hpp"

namespace yiguan::app {

int create_admin(const Values& values, const std::string& login, const std::string& password_file) {
    std::string password;
    std::ifstream file;
    if (password_file != "-") file.open(password_file);
    if (!std::getline(password_file == "-" ? std::cin : static_cast<std::istream&>(file), password)) {
        fmt::print(stderr, "无法从 {} 读取密码\n", password_file);
        return 2;
    }
    const auto refuse = [](const Error& error) {
        fmt::print(stderr, "{}\n", error.detail);
        return 1;
    };
    if (const auto fine = auth::check_password(login, password); fine.has_error()) return refuse(fine.error());
    auto opened = Node::open(values, Purpose::command);
    if (opened.has_error()) return refuse(opened.error());
    const std::string hash = auth::hash_password(password);
    const auto user = opened.value()->database().write_now([&](db::Tx& tx) -> Result<UserId> {
        const auto token = auth::setup_token(tx);
        if (!token) return Error{Code::conflict, "", "管理员已经存在，请登录后添加其他账号"};
        return auth::first_admin(tx, *token, login, hash);
    });
    if (user.has_error()) return refuse(user.error());
    fmt::print("{}\n", user.value().value);
    return 0;
}

}  // namespace yiguan::app
