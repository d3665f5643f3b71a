// proof::Checkpoint and proof::Promise. Oracles: what is taken is written again as the same bytes; no text is both.
#include "fuzz/harness.hpp"
#include "proof/note.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yiguan;
    using fuzz::require;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto checkpoint = proof::Checkpoint::parse(text);
    const auto promise = proof::Promise::parse(text);
    require(checkpoint.has_error() || promise.has_error(), "a promise that is a checkpoint");
    if (checkpoint.has_value())
        require(checkpoint.value().text() == text, "a checkpoint is not written as it was read");
    else
        fuzz::require_showable(checkpoint.error());
    if (promise.has_value()) {
        require(promise.value().text() == text, "a promise is not written as it was read");
        require(promise.value().count > 0 && promise.value().first + promise.value().count > promise.value().first,
                "a promise of nothing");
    } else {
        fuzz::require_showable(promise.error());
    }
    return 0;
}
