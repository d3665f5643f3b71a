#include "message/seal.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "crypto/crypto.hpp"

namespace yiguan::message {
namespace {

using crypto::Gcm;

Gcm cipher(const db::Vault& vault) {
    auto key = vault.sealing_key("messages");
    auto gcm = Gcm::make(crypto::Algorithm::aes, key).value();
    crypto::wipe(key);
    return gcm;
}

std::string associated(MessageId id) {
    return "yiguan outbox " + to_string(id);
}

std::string text_of(const json::object& from, std::string_view key) {
    const auto& text = from.at(key).as_string();
    return {text.data(), text.size()};
}

}  // namespace

std::string seal(const db::Vault& vault, MessageId id, const Content& content) {
    json::object parameters;
    for (const auto& [name, value] : content.parameters) parameters[name] = value;
    const std::string plain = json::serialize(json::object{
        {"to", content.to}, {"title", content.title}, {"text", content.text}, {"parameters", std::move(parameters)}});
    std::array<std::byte, Gcm::nonce_bytes> nonce{};
    fill_random(nonce);
    const auto about = associated(id);
    const auto sealed = cipher(vault).seal(nonce, as_bytes(about), as_bytes(plain)).value();
    return std::string(as_text(nonce)).append(as_text(sealed));
}

Result<Content> open(const db::Vault& vault, MessageId id, std::string_view sealed) {
    const auto bytes = as_bytes(sealed);
    if (bytes.size() < Gcm::nonce_bytes) return Error{Code::invalid, "", "密文不完整"};
    const auto about = associated(id);
    TRY(const auto plain,
        cipher(vault).open(bytes.first(Gcm::nonce_bytes), as_bytes(about), bytes.subspan(Gcm::nonce_bytes)));
    TRY(const auto object, parse_json_object(as_text(plain)));
    Content content{.to = text_of(object, "to"),
                    .title = text_of(object, "title"),
                    .text = text_of(object, "text"),
                    .parameters = {}};
    for (const auto& [name, value] : object.at("parameters").as_object())
        content.parameters.emplace(name, std::string(value.as_string().data(), value.as_string().size()));
    return content;
}

}  // namespace yiguan::message
