// What the AIs of a message require and exclude: check_rule() of element_string.hpp.
#include <fmt/format.h>

#include <algorithm>

#include "keys/gs1/element_string.hpp"

namespace yiguan::keys::gs1 {
namespace {

Error violation(const Element& element, std::string detail) {
    return Error{Code::key_form, "", std::move(detail), fmt::format("({})", element.ai), ""};
}

bool is_there(std::span<const Element> elements, const AiPattern& pattern) {
    return std::ranges::any_of(elements, [&](const Element& e) { return pattern.matches(e.ai); });
}

Result<void> repeats(std::span<const Element> elements) {
    for (std::size_t i = 1; i < elements.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (elements[i].ai == elements[k].ai && elements[i].value != elements[k].value)
                return violation(elements[i], fmt::format("应用标识符 ({}) 重复出现，但内容不同。", elements[i].ai));
    return outcome::success();
}

Result<void> exclusions(std::span<const Element> elements) {
    for (const Element& one : elements) {
        if (one.info == nullptr) continue;
        for (const Element& other : elements)
            for (const AiPattern& pattern : one.info->excluded)
                if (other.ai != one.ai && pattern.matches(other.ai))
                    return violation(one, fmt::format("应用标识符 ({}) 与 ({}) 不能同时使用。", one.ai, other.ai));
    }
    return outcome::success();
}

Result<void> requirements(std::span<const Element> elements) {
    for (const Element& one : elements) {
        if (one.info == nullptr) continue;
        for (const Requirement& requirement : one.info->requirements) {
            const bool met = std::ranges::any_of(requirement.alternatives, [&](const auto& group) {
                return std::ranges::all_of(group, [&](const AiPattern& p) { return is_there(elements, p); });
            });
            if (!met)
                return violation(one, fmt::format("应用标识符 ({}) 须与以下之一同时使用（+ 表示都要有）：{}。", one.ai,
                                                  requirement.text));
        }
    }
    return outcome::success();
}

/// A signature vouches for one thing, not for a class: of keys whose serial part is optional, it must be there.
Result<void> signed_serialised(std::span<const Element> elements) {
    if (std::ranges::find(elements, "8030", &Element::ai) == elements.end()) return outcome::success();
    for (const Element& e : elements) {
        const bool may_lack_serial = e.ai == "253" || e.ai == "255" || e.ai == "8003";
        if (may_lack_serial && e.info != nullptr && e.value.size() == e.info->chars_min)
            return violation(e, fmt::format("与数字签名 (8030) 同时使用时，应用标识符 ({}) 须带序列号。", e.ai));
    }
    return outcome::success();
}

}  // namespace

Result<void> check_rule(std::span<const Element> elements, MessageRule rule) {
    switch (rule) {
        case MessageRule::repeats:
            return repeats(elements);
        case MessageRule::exclusions:
            return exclusions(elements);
        case MessageRule::requirements:
            return requirements(elements);
        case MessageRule::signed_serialised:
            break;
    }
    return signed_serialised(elements);
}

Result<void> check_message(std::span<const Element> elements) {
    for (const MessageRule rule :
         {MessageRule::repeats, MessageRule::exclusions, MessageRule::requirements, MessageRule::signed_serialised}) {
        TRY_VOID(check_rule(elements, rule));
    }
    return outcome::success();
}

}  // namespace yiguan::keys::gs1
