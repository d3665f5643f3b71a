// The console below /app/ and the store app below /m/: each one page whose script shows whatever its address says
// (history mode), and the files it loads.
#include "api/coding.hpp"
#include "api/console_files.hpp"
#include "api/operation.hpp"

namespace yiguan::api {
namespace {

// Element Plus sets widths and places in style attributes: hence 'unsafe-inline' for styles, and for nothing else.
constexpr std::string_view console_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

// As above, and: the decoder of codes is WebAssembly in a worker, and what a phone installs names its icons.
constexpr std::string_view store_security_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self' data:; manifest-src "
    "'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

http::Response answer_with(const ConsoleFile& file, const http::Request& request) {
    http::Response response{.content_type = file.media_type, .etag = std::string(file.etag)};
    const auto accepted = request.header("Accept-Encoding");
    std::string_view bytes = file.plain;
    if (!file.brotli.empty() && takes_coding(accepted, "br")) {
        bytes = file.brotli;
        response.headers.emplace_back("Content-Encoding", "br");
        response.etag += 'b';
    } else if (!file.gzip.empty() && takes_coding(accepted, "gzip")) {
        bytes = file.gzip;
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.etag += 'g';
    }
    response.body = bytes;
    response.headers.emplace_back("Vary", "Accept-Encoding");
    return response;
}

Error no_such_file() {
    return {Code::not_found, "", "没有这个文件"};
}

// Any address below /app/ without a dot is the console's own to show; what has one would be a file.
void page(Services&, const http::Request& request, http::ResponderPtr responder) {
    const auto last = request.path.substr(request.path.rfind('/') + 1);
    if (last.find('.') != last.npos) return responder->send(http::problem(no_such_file(), request.id));
    auto response = answer_with(*find_console_file("index.html"), request);
    response.headers.emplace_back("Cache-Control", "no-cache");
    response.headers.emplace_back("Content-Security-Policy", console_security_policy);
    responder->send(std::move(response));
}

// The names hold a hash of the contents: what was once loaded never changes.
void asset(Services&, const http::Request& request, http::ResponderPtr responder) {
    const auto* file = find_console_file("assets/" + std::string(request.path_param("file")));
    if (!file) return responder->send(http::problem(no_such_file(), request.id));
    auto response = answer_with(*file, request);
    response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    responder->send(std::move(response));
}

// What has a dot is one of the few files with a fixed name: the service worker, what a phone needs to install the app.
void store_page(Services&, const http::Request& request, http::ResponderPtr responder) {
    const auto last = request.path.substr(request.path.rfind('/') + 1);
    const bool is_file = last.find('.') != last.npos;
    const auto* file = find_store_file(is_file ? std::string_view(last) : std::string_view("index.html"));
    if (!file || (is_file && request.path != "/m/" + std::string(last)))
        return responder->send(http::problem(no_such_file(), request.id));
    auto response = answer_with(*file, request);
    response.headers.emplace_back("Cache-Control", "no-cache");
    response.headers.emplace_back("Content-Security-Policy", store_security_policy);
    responder->send(std::move(response));
}

void store_asset(Services&, const http::Request& request, http::ResponderPtr responder) {
    const auto* file = find_store_file("assets/" + std::string(request.path_param("file")));
    if (!file) return responder->send(http::problem(no_such_file(), request.id));
    auto response = answer_with(*file, request);
    response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    // A worker has a policy of its own: that of its script.
    response.headers.emplace_back("Content-Security-Policy", store_security_policy);
    responder->send(std::move(response));
}

}  // namespace

std::vector<Operation> console_operations() {
    const auto get = [](std::string path, std::string_view id, std::string_view zh, std::string_view en, Answer answer,
                        auto serve) {
        return Operation{.method = http::Method::get,
                         .path = std::move(path),
                         .id = std::string(id),
                         .tag = id.starts_with("store") ? "门店端" : "管理控制台",
                         .zh = zh,
                         .en = en,
                         .who = Who::anybody(),
                         .answer = std::move(answer),
                         .serve = serve};
    };
    const Answer html{.zh = "网页", .media = "text/html"};
    std::vector<Operation> out{
        get("/app", "consoleDoor", "管理控制台", "The console.", html, page),
        get("/app/", "console", "管理控制台", "The console.", html, page),
        get("/app/{page}", "consolePage", "管理控制台的页面", "A page of the console.", html, page),
        get("/app/{page}/{item}", "consoleItem", "管理控制台的页面", "A page of the console.", html, page),
        get("/app/{page}/{item}/{part}", "consolePart", "管理控制台的页面", "A page of the console.", html, page),
        get("/app/assets/{file}", "consoleFile", "管理控制台的脚本、样式和图形",
            "Scripts, styles and pictures of the console; their names change with their contents.",
            {.zh = "文件", .media = "*/*"}, asset),
        get("/m", "storeDoor", "门店端", "The store app.", html, store_page),
        get("/m/", "storeApp", "门店端", "The store app.", html, store_page),
        get("/m/{page}", "storeAppPage", "门店端的页面，或其服务线程、安装清单和图标",
            "A page of the store app, or its service worker, manifest or icon.", {.zh = "网页或文件", .media = "*/*"},
            store_page),
        get("/m/{page}/{item}", "storeAppItem", "门店端的页面", "A page of the store app.", html, store_page),
        get("/m/{page}/{item}/{part}", "storeAppPart", "门店端的页面", "A page of the store app.", html, store_page),
        get("/m/assets/{file}", "storeAppFile", "门店端的脚本、样式和识码程序",
            "Scripts, styles and the decoder of the store app; their names change with their contents.",
            {.zh = "文件", .media = "*/*"}, store_asset)};
    for (auto& operation : out)
        if (operation.path.find('{') != std::string::npos) operation.errors = {Code::not_found};
    return out;
}

}  // namespace yiguan::api
