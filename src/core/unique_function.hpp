// std::function for callables that can only be moved (C++23's move_only_function, which g++ 12 lacks in C++20 mode).
#pragma once
#include <memory>
#include <type_traits>
#include <utility>

namespace yiguan {

template <class Signature>
class UniqueFunction;

template <class R, class... Args>
class UniqueFunction<R(Args...)> {
public:
    UniqueFunction() = default;
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, UniqueFunction>)  // R may still be incomplete here
        UniqueFunction(F&& f)
        : held_(std::make_unique<Held<std::decay_t<F>>>(std::forward<F>(f))) {}

    explicit operator bool() const { return held_ != nullptr; }
    R operator()(Args... args) { return held_->call(std::forward<Args>(args)...); }

private:
    struct Base {
        virtual ~Base() = default;
        virtual R call(Args... args) = 0;
    };
    template <class F>
    struct Held final : Base {
        template <class G>
        explicit Held(G&& g) : f(std::forward<G>(g)) {}
        R call(Args... args) override { return f(std::forward<Args>(args)...); }
        F f;
    };
    std::unique_ptr<Base> held_;
};

}  // namespace yiguan
