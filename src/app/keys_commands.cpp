#include "app/keys_commands.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <string_view>

#include "core/json.hpp"
#include "core/text.hpp"
#include "keys/conform/conform.hpp"
#include "keys/keys.hpp"
#include "mint/conform.hpp"

namespace yiguan::app {

namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;
constexpr std::size_t vector_bytes_max = 256 * 1024 * 1024;

int explain(std::FILE* errors, std::string_view command, std::string_view why, int status) {
    fmt::print(errors, "yiguan {}: {}\n", command, why);
    return status;
}

/// A file of the command line, closed at the end; standard input is left open.
class Input {
public:
    Input(const std::string& path, int standard) : path_(path) {
        fd_ = path == "-" ? standard : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    ~Input() {
        if (path_ != "-" && fd_ >= 0) ::close(fd_);
    }
    bool is_open() const { return fd_ >= 0; }
    /// As read(2), again after a signal.
    ssize_t read(char* to, std::size_t bytes) const {
        for (;;) {
            const ssize_t n = ::read(fd_, to, bytes);
            if (n >= 0 || errno != EINTR) return n;
        }
    }

private:
    std::string path_;
    int fd_;
};

/// Text collected and written in large pieces.
class Output {
public:
    explicit Output(int fd) : fd_(fd) { text_.reserve(buffer_bytes); }
    std::string& text() { return text_; }
    bool flush_if_full() { return text_.size() < buffer_bytes / 2 || flush(); }
    bool flush() {
        std::string_view rest = text_;
        while (!rest.empty()) {
            const ssize_t n = ::write(fd_, rest.data(), rest.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return false;
            rest.remove_prefix(static_cast<std::size_t>(n));
        }
        text_.clear();
        return true;
    }

private:
    int fd_;
    std::string text_;
};

/// For one line of a terminal or a table: no control characters.
std::string one_line(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

std::string shown(const keys::Candidate& candidate) {
    std::string text = candidate.canonical();
    return candidate.kind == keys::Kind::resident_id ? keys::mask(text) : text;
}

template <class Elements>
json::array elements_json(const Elements& elements) {
    json::array out;
    for (const auto& element : elements) {
        const keys::gs1::AiInfo* info = keys::gs1::find_ai(element.ai);
        out.push_back(json::object{{"ai", std::string_view(element.ai)},
                                   {"value", std::string_view(element.value)},
                                   {"title", info ? info->title : std::string_view()}});
    }
    return out;
}

/// The parts of a key, for those that have some.
struct PartsOf {
    json::object& out;
    void operator()(const keys::gs1::Message& message) const {
        out["elements"] = elements_json(message.elements());
        const auto link = keys::gs1::format_digital_link(message.canonical().elements());
        if (link.has_value()) out["digitalLink"] = link.value();
        const auto together = keys::gs1::check_message(message.elements());
        if (together.has_error()) out["violation"] = together.error().detail;
    }
    void operator()(const keys::gs1::DigitalLink& link) const { out["elements"] = elements_json(link.elements()); }
    void operator()(const keys::gs1::Epc& epc) const {
        out["scheme"] = keys::gs1::name_of(epc.scheme());
        out["parts"] = json::array(epc.parts().begin(), epc.parts().end());
        if (const auto elements = keys::gs1::elements_of(epc); elements.has_value())
            out["elements"] = elements_json(elements.value());
        if (const auto link = keys::gs1::digital_link_of(epc); link.has_value()) out["digitalLink"] = link.value();
    }
    void operator()(const keys::Ecode& code) const {
        out["parts"] = json::object{{"V", fmt::to_string(code.version)}, {"NSI", code.nsi}, {"MD", code.md}};
    }
    void operator()(const keys::Uscc& code) const {
        out["parts"] = json::object{{"department", std::string(1, code.department())},
                                    {"kind", std::string(1, code.kind())},
                                    {"division", code.division()},
                                    {"organisationCode", code.organisation_code()},
                                    {"check", std::string(1, code.check())}};
    }
    void operator()(const keys::EbikeCode& code) const {
        out["parts"] = json::object{{"maker", code.maker()},
                                    {"kind", std::string(1, code.kind())},
                                    {"year", code.year()},
                                    {"serial", code.serial()}};
    }
    void operator()(const keys::ModelCode& code) const {
        out["parts"] = json::object{{"producer", code.producer()},
                                    {"year", fmt::to_string(code.year())},
                                    {"specification", code.specification()}};
    }
    void operator()(const keys::LithiumSerial& code) const {
        out["parts"] = json::object{{"factory", code.factory()},
                                    {"material", code.material()},
                                    {"specification", code.specification()},
                                    {"date", to_string(code.date())},
                                    {"serial", code.serial()}};
    }
    void operator()(const keys::TractionCode& code) const {
        out["parts"] = json::object{
            {"maker", code.maker()},         {"productType", code.product_type()},
            {"chemistry", code.chemistry()}, {"specification", code.specification()},
            {"trace", code.trace()},         {"date", code.date() ? to_string(*code.date()) : std::string()},
            {"serial", code.serial()}};
    }
    void operator()(const keys::CccCertificate& code) const {
        out["parts"] = json::object{{"year", code.year()},
                                    {"body", code.body()},
                                    {"class", code.product_class()},
                                    {"sequence", code.sequence()}};
    }
    void operator()(const keys::MaCode& code) const {
        out["parts"] = json::object{{"nodes", json::array(code.nodes().begin(), code.nodes().end())},
                                    {"use", code.use()},
                                    {"category", code.category()},
                                    {"model", code.model()}};
    }
    void operator()(const keys::MatchedCode& code) const {
        json::object parts;
        for (const auto& part : code.parts) parts[part.name] = part.value;
        out["scheme"] = code.scheme;
        out["parts"] = std::move(parts);
    }
    template <class T>
    void operator()(const T&) const {}
};

json::object candidate_json(const keys::Candidate& candidate) {
    json::object out{{"kind", keys::name_of(candidate.kind)},
                     {"title", candidate.title()},
                     {"evidence", keys::name_of(candidate.evidence)},
                     {"text", shorten(shown(candidate), keys::parsed_bytes_max)},
                     {"note", candidate.note()}};
    if (!candidate.host.empty()) out["host"] = candidate.host;
    std::visit(PartsOf{out}, candidate.value);
    return out;
}

std::size_t position_of(const Error& error) {
    std::size_t at = 0;
    for (const char c : std::string_view(error.pointer).substr(error.pointer.empty() ? 0 : 1)) {
        if (!is_digit(c)) return 0;
        at = at * 10 + static_cast<std::size_t>(c - '0');
    }
    return at;
}

/// What of the line is repeated in the answer: a person's number is not.
std::string repeated(std::string_view line, const Result<keys::Parsed>& parsed) {
    std::string text = shorten(trim(line), keys::parsed_bytes_max);
    if (parsed.has_value() && parsed.value().best().kind == keys::Kind::resident_id) return keys::mask(text);
    return text;
}

/// Answers lines.
class Answers {
public:
    Answers(bool as_json, bool several_files, Output& out) : json_(as_json), several_(several_files), out_(out) {}

    void begin(std::string_view file) {
        file_ = file;
        line_ = 0;
    }
    /// `whole`: the line was not cut.
    void add(std::string_view line, bool whole) {
        ++line_;
        if (whole && trim(line).empty()) return;
        ++answered_;
        const auto parsed = whole ? keys::parse(line) : Result<keys::Parsed>(over_long());
        if (parsed.has_error()) ++refused_;
        if (json_)
            add_json(line, parsed);
        else
            add_table(parsed);
    }
    std::size_t answered() const { return answered_; }
    std::size_t refused() const { return refused_; }

private:
    static Error over_long() {
        return {Code::key_length, fmt::format("@{}", keys::parsed_bytes_max),
                fmt::format("一行最多 {} 字节。", keys::parsed_bytes_max)};
    }
    void add_json(std::string_view line, const Result<keys::Parsed>& parsed) {
        json::object out;
        if (several_) out["file"] = shorten(file_, 300);
        out["line"] = line_;
        out["text"] = repeated(line, parsed);
        out["understood"] = parsed.has_value();
        if (parsed.has_value()) {
            if (const auto* symbology = parsed.value().symbology()) out["symbology"] = symbology->name;
            json::array candidates;
            for (const auto& candidate : parsed.value().candidates()) candidates.push_back(candidate_json(candidate));
            out["candidates"] = std::move(candidates);
        } else {
            const Error& error = parsed.error();
            json::object why{
                {"code", info(error.code).name}, {"position", position_of(error)}, {"detail", error.detail}};
            if (!error.field.empty()) why["field"] = error.field;
            out["error"] = std::move(why);
        }
        out_.text() += json::serialize(out);
        out_.text() += '\n';
    }
    void add_table(const Result<keys::Parsed>& parsed) {
        const std::string where = several_ ? fmt::format("{}:{}", one_line(file_), line_) : fmt::to_string(line_);
        if (parsed.has_error()) {
            out_.text() += fmt::format("{}\t-\t-\t第 {} 字节：{}\n", where, position_of(parsed.error()) + 1,
                                       one_line(parsed.error().detail));
            return;
        }
        for (const auto& candidate : parsed.value().candidates())
            out_.text() += fmt::format("{}\t{}\t{}\t{}：{}\n", where, keys::name_of(candidate.kind),
                                       one_line(shown(candidate)), candidate.title(), candidate.note());
    }

    bool json_, several_;
    Output& out_;
    std::string file_;
    std::size_t line_ = 0, answered_ = 0, refused_ = 0;
};

/// Once a second on a terminal that shows nothing else.
class Progress {
public:
    Progress(std::FILE* to, int out) : to_(to), wanted_(::isatty(::fileno(to)) == 1 && ::isatty(out) == 0) {}
    ~Progress() {
        if (shown_) fmt::print(to_, "\n");
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void at(std::size_t lines) {
        if (!wanted_) return;
        const auto now = std::chrono::steady_clock::now();
        if (now - last_ < std::chrono::seconds(1)) return;
        last_ = now;
        shown_ = true;
        fmt::print(to_, "\r已识别 {} 行", lines);
        std::fflush(to_);
    }

private:
    std::FILE* to_;
    bool wanted_, shown_ = false;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

enum class Ended { well, read_failed, write_failed };

Ended answer_all(const Input& input, std::vector<char>& buffer, Answers& answers, Output& output, Progress& progress) {
    std::size_t held = 0;    // bytes of an unfinished line at the front of the buffer
    bool over_long = false;  // the line under way is longer than any that is read: skipped to its end
    for (;;) {
        const ssize_t n = input.read(buffer.data() + held, buffer.size() - held);
        if (n < 0) return Ended::read_failed;
        std::string_view rest(buffer.data(), held + static_cast<std::size_t>(n));
        if (n == 0) {
            if (over_long || !rest.empty()) answers.add(rest, !over_long && rest.size() <= keys::parsed_bytes_max);
            return output.flush() ? Ended::well : Ended::write_failed;
        }
        for (auto end = rest.find('\n', held); end != std::string_view::npos; end = rest.find('\n')) {
            answers.add(rest.substr(0, end), !over_long && end <= keys::parsed_bytes_max);
            over_long = false;
            rest.remove_prefix(end + 1);
            if (!output.flush_if_full()) return Ended::write_failed;
            progress.at(answers.answered());
        }
        if (!output.flush()) return Ended::write_failed;
        if (over_long || rest.size() > keys::parsed_bytes_max) {
            over_long = true;
            rest = {};
        }
        held = rest.size();
        if (held > 0) std::memmove(buffer.data(), rest.data(), held);
    }
}

}  // namespace

int parse_command(const ParseCommand& command, int in, int out, std::FILE* errors) {
    const bool as_json = command.format == "json";
    if (!as_json && command.format != "table")
        return explain(errors, "parse", "输出格式（--format）只能是 json 或 table", wrong_argument);
    const std::vector<std::string> files = command.files.empty() ? std::vector<std::string>{"-"} : command.files;
    Output output(out);
    Answers answers(as_json, files.size() > 1, output);
    std::vector<char> buffer(buffer_bytes);
    Progress progress(errors, out);
    for (const std::string& file : files) {
        const Input input(file, in);
        if (!input.is_open())
            return explain(errors, "parse", fmt::format("不能读取 {}：{}", file, std::strerror(errno)), wrong_argument);
        answers.begin(file);
        switch (answer_all(input, buffer, answers, output, progress)) {
            case Ended::well:
                break;
            case Ended::read_failed:
                return explain(errors, "parse", fmt::format("不能读取 {}：{}", file, std::strerror(errno)),
                               wrong_argument);
            case Ended::write_failed:
                return explain(errors, "parse", fmt::format("写出失败：{}", std::strerror(errno)), not_all);
        }
    }
    return answers.refused() == 0 ? all_well : not_all;
}

namespace {

std::optional<std::string> read_whole(const std::string& file) {
    const Input input(file, -1);
    if (!input.is_open()) return std::nullopt;
    std::string text;
    std::vector<char> buffer(buffer_bytes);
    for (;;) {
        const ssize_t n = input.read(buffer.data(), buffer.size());
        if (n < 0) return std::nullopt;
        if (n == 0) return text;
        if (text.size() + static_cast<std::size_t>(n) > vector_bytes_max) {
            errno = EFBIG;
            return std::nullopt;
        }
        text.append(buffer.data(), static_cast<std::size_t>(n));
    }
}

// A file may hold vectors for two rooms: ecode.json has codes and signatures.
std::vector<const keys::conform::Shape*> shapes_of(std::string_view path) {
    std::vector<const keys::conform::Shape*> fitting;
    for (const auto shapes : {keys::conform::element_shapes(), keys::conform::link_shapes(),
                              keys::conform::china_shapes(), mint::conform_shapes()})
        if (const auto* shape = keys::conform::find_shape(shapes, path)) fitting.push_back(shape);
    return fitting;
}

}  // namespace

int conform_command(const std::vector<std::string>& files, int out, std::FILE* errors) {
    std::size_t passed = 0, failed = 0;
    int status = all_well;
    Output output(out);
    for (const std::string& file : files) {
        const auto shapes = shapes_of(file);
        if (shapes.empty()) {
            status = explain(errors, "conform", fmt::format("{}：文件名不是任何一种测试向量", file), wrong_argument);
            continue;
        }
        const auto text = read_whole(file);
        if (!text) {
            status =
                explain(errors, "conform", fmt::format("不能读取 {}：{}", file, std::strerror(errno)), wrong_argument);
            continue;
        }
        keys::conform::Report report;
        for (const auto* shape : shapes) shape->run(*text, report);
        if (report.passed() == 0 && report.failures().empty()) report.fail("", "vectors", "none");
        for (const auto& failure : report.failures()) {
            output.text() += one_line(fmt::format("{}:{}: expected {}, got {}", file, failure.where, failure.expected,
                                                  failure.got)) +
                             '\n';
            if (!output.flush_if_full()) return explain(errors, "conform", "写出失败", not_all);
        }
        passed += report.passed();
        failed += report.failures().size();
    }
    output.text() += fmt::format("{} passed, {} failed\n", passed, failed);
    if (!output.flush()) return explain(errors, "conform", "写出失败", not_all);
    if (status == all_well && failed > 0) status = not_all;
    return status;
}

}  // namespace yiguan::app
