#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "api/captcha.hpp"
#include "api/epcis_notify.hpp"
#include "api/licence_reader.hpp"
#include "api/repetition.hpp"
#include "api/routes.hpp"
#include "app/commands.hpp"
#include "app/node.hpp"
#include "app/reserved_port.hpp"
#include "auth/memberships.hpp"
#include "auth/phone_codes.hpp"
#include "catalog/applications.hpp"
#include "catalog/certificates.hpp"
#include "catalog/editions.hpp"
#include "codes/recall_watch.hpp"
#include "core/log.hpp"
#include "db/without_log.hpp"
#include "events/capture.hpp"
#include "feedback/feedback.hpp"
#include "imports/worker.hpp"
#include "ledger/personal.hpp"
#include "message/message.hpp"
#include "message/sender.hpp"
#include "registry/registry.hpp"
#include "trade/customers.hpp"

namespace yiguan::app {
namespace {

// What runs by the clock: other processes' blocks become known, pages that showed what was erased and ended sessions
// go.
class Ticker {
public:
    Ticker(Node& node, std::string base_url) : base_url_(std::move(base_url)), thread_([this, &node] { run(node); }) {}
    ~Ticker() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

private:
    // Certificates that end soon (60, 30, 7 days): their organisation is told on the platform.
    static void remind(db::Database& database) {
        database.write_now([](db::Tx& tx) {
            return catalog::remind_of_ends(tx, [&](const catalog::Certificate& c, std::int64_t days) {
                message::notify(tx, c.org, "certificate_expiring",
                                {{"name", c.data.cert_name},
                                 {"number", c.data.number},
                                 {"date", c.data.valid_to},
                                 {"days", std::to_string(days)}},
                                {"certificate", c.id.value});
            });
        });
    }

    // Whoever watches a code hears of its recall within seconds, some hundreds at a time.
    void tell_recalled(Node& node) {
        const std::string& base = base_url_;
        const auto words_of = [&](db::Tx& tx, const codes::CodeAt& at) {
            codes::RecallWords words;
            const auto block = codes::find_block(tx, at.block);
            if (!block) return words;
            words.link = fmt::format("{}/c/{}", base, node.directory().text(*block, at.counter));
            if (const auto product = catalog::get_product(tx, block->product); product.has_value())
                words.product = product.value().name;
            if (const auto org = registry::find_org(tx, block->org)) words.maker = org->data.name;
            return words;
        };
        const auto round = [&](db::Tx& tx) {
            return codes::tell_recalled(
                tx, 200, [&](const codes::CodeAt& at) { return words_of(tx, at); },
                [&](std::string_view token) { return fmt::format("{}/s/end/{}", base, token); });
        };
        for (int rounds = 0; rounds < 20; ++rounds) {
            if (!node.database().read_now([](db::Tx& tx) { return codes::recalls_wait(tx); })) return;
            node.database().write_now(round);
        }
    }

    void run(Node& node) {
        std::unique_lock lock(mutex_);
        for (unsigned second = 1; !wake_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_; }); ++second) {
            try {
                // Erasures, and what pages show beside events: editions, certificates, openings.
                const auto shown = node.database().read_now([&](db::Tx& tx) {
                    node.directory().refresh(tx);
                    return std::pair(ledger::erasures(tx), catalog::page_version(tx));
                });
                // Twice: a page may just have been made of what was read before the erasure.
                if (std::exchange(forget_again_, shown != shown_) || shown != shown_) node.resolver().forget_pages();
                shown_ = shown;
                // Identities of events are filed when many have gathered, at the latest after a minute.
                if (second % 5 == 0) events::fold_identities(node.database(), second % 60 == 0 ? 1 : 4096);
                if (second % 5 == 3) tell_recalled(node);
                if (second % 600 == 10) remind(node.database());
                if (second % 10 == 5) imports::purge(node.database(), std::chrono::milliseconds(300));
                if (second % 60 == 20)
                    node.database().write_now([](db::Tx& tx) { return trade::purge_customers(tx); });
                if (second % 600 == 0)
                    node.database().write_now([](db::Tx& tx) {
                        return auth::purge_sessions(tx) + auth::purge_phone_codes(tx) + api::purge_kept_answers(tx) +
                               api::purge_captchas(tx) + feedback::purge(tx) + codes::purge_watches(tx);
                    });
            } catch (const std::exception& e) {
                log::warning("tick_failed", {{"what", e.what()}});
            }
        }
    }
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::pair<std::int64_t, std::int64_t> shown_;  // seen
    bool forget_again_ = false;
    const std::string base_url_;
    std::thread thread_;
};

api::LimitSettings limits_of(const Values& values) {
    return {.pages_per_second = values.number("limit-pages-per-second"),
            .reads_per_second = values.number("limit-reads-per-second"),
            .writes_per_second = values.number("limit-writes-per-second"),
            .captures_per_second = values.number("limit-captures-per-second"),
            .registrations_per_hour = values.number("limit-registrations-per-hour"),
            .phone_codes_per_hour = values.number("limit-phone-codes-per-hour"),
            .readings_per_hour = values.number("limit-readings-per-hour"),
            .alias_look_ups_per_hour = values.number("limit-alias-look-ups-per-hour"),
            .feedback_per_hour = values.number("limit-feedback-per-hour"),
            .sign_in_failures_per_hour = values.number("limit-sign-in-failures-per-hour"),
            .captcha_after_failures = values.number("captcha-after-failures"),
            .invitation_minutes = values.number("invitation-minutes"),
            .pending_organisations_max = values.number("pending-organisations-max"),
            .applications_per_day_max = values.number("applications-per-day-max"),
            .codes_per_day_max = values.number("codes-per-day-max"),
            .empty_code_rate_max = values.number("empty-code-rate-max"),
            .password_queue_max = static_cast<std::size_t>(values.number("password-queue-max")),
            .wait_target_ms = values.number("wait-target-ms")};
}

message::GatewaySettings gateways_of(const Values& values) {
    return {.sms = values.text("sms-gateway"),
            .mail = values.text("mail-gateway"),
            .sms_secret_file = values.path("sms-secret-file"),
            .mail_from = values.text("mail-from"),
            .mail_user = values.text("mail-user"),
            .mail_password_file = values.path("mail-password-file")};
}

log::Level level_of(const std::string& name) {
    if (name == "debug") return log::Level::debug;
    if (name == "warning") return log::Level::warning;
    return name == "error" ? log::Level::error : log::Level::info;
}

}  // namespace

int serve(const Values& given) {
    auto port = ReservedPort::of(given.text("listen"));
    const Values values = port ? given.with("listen", port->address()) : given;
    if (values.number("without-log") != 0) db::leave_out_records();
    log::set_level(level_of(values.text("log-level")));
    // Blocked before any thread starts, so that only sigwait below sees them.
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);  // a file size limit is a full disk: an error to answer, not an end

    const auto started = std::chrono::steady_clock::now();
    // A disk that fails a sync, or a node number that was lost, ends the server: started anew it knows what is stored.
    std::atomic<bool> broken = false;
    auto opened = Node::open(values, Purpose::serve, utc_now, [&broken] {
        broken = true;
        ::kill(::getpid(), SIGTERM);
    });
    if (opened.has_error()) {
        log::error("start_refused", {{"reason", opened.error().detail}});
        return 1;
    }
    auto gateways = message::make_gateways(gateways_of(values));
    if (gateways.has_error()) {
        log::error("start_refused", {{"setting", gateways.error().pointer}, {"reason", gateways.error().detail}});
        return 1;
    }
    Node& node = *opened.value();
    node.services().outbox_bodies = gateways_of(values).bodies();
    node.start_log(values);
    node.services().limits = std::make_unique<api::Limits>(limits_of(values));
    api::Dispatcher dispatcher(node.services());
    auto router = std::make_shared<http::Router>();
    api::add_routes(*router, dispatcher);

    const std::string& listen = values.text("listen");
    const auto colon = listen.rfind(':');
    http::ServerOptions options{.host = listen.substr(0, colon),
                                .port = static_cast<std::uint16_t>(std::stoi(listen.substr(colon + 1))),
                                .threads = static_cast<unsigned>(values.number("threads"))};
    options.limits.connections_max = static_cast<std::size_t>(values.number("connections-max"));
    options.limits.connections_per_address_max = static_cast<std::size_t>(values.number("connections-per-address-max"));
    options.limits.trusted_proxies = TrustedProxies::parse(values.text("trusted-proxies")).value();
    options.limits.idle_timeout = std::chrono::milliseconds(values.number("idle-timeout-ms"));
    options.limits.header_timeout = std::chrono::milliseconds(values.number("header-timeout-ms"));
    options.limits.body_timeout = std::chrono::milliseconds(values.number("body-timeout-ms"));
    options.limits.handler_timeout = std::chrono::milliseconds(values.number("handler-timeout-ms"));
    options.limits.write_timeout = std::chrono::milliseconds(values.number("write-timeout-ms"));
    // All that can fail is done before anybody is told that the server is ready.
    for (std::optional<UserId> after = UserId{0}; after;)
        after = node.database().write_now([&](db::Tx& tx) { return auth::adopt_accounts(tx, *after, 500); });
    // Registrations and filings of earlier versions become applications.
    while (node.database().write_now([](db::Tx& tx) { return registry::adopt_orgs(tx, 200); }) > 0) {
    }
    for (std::optional<ProductId> before = ProductId{}; before;)
        before = node.database().write_now([&](db::Tx& tx) { return catalog::adopt_filings(tx, *before, 200); });
    const auto token = node.database().write_now([](db::Tx& tx) { return auth::setup_token(tx); });
    const auto server = http::Server::start(options, router);
    port.reset();
    {
        const Ticker ticker(node, base_url(values));
        api::Notifier notifier(node.services(), {.outgoing = {.policy = node.services().subscribers}});
        notifier.start();
        message::Sender sender(node.database(), std::move(gateways).value());
        sender.start();
        api::LicenceReader licences(node.database(), node.documents(), node.services().reader);
        licences.start();
        imports::Worker importing(node.database(), {.directory = &node.directory()});
        importing.start();
        const auto ready =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count();
        log::info("server_ready",
                  {{"host", options.host},
                   {"port", server->port()},
                   {"start_ms", ready},
                   {"blocks", node.directory().blocks()},
                   {"engine", node.database().engine() == db::Engine::sqlite ? "sqlite" : "postgresql"}});
        // On standard output, not in the log: whoever holds this token becomes the administrator.
        if (token) {
            fmt::print(
                "首次使用，请创建管理员：\n  {0}/app/setup#{1}\n或\n  curl -X POST {0}/api/v1/setup "
                "-H 'Content-Type: application/json' "
                "-d '{{\"token\":\"{1}\",\"login\":\"admin\",\"password\":\"…\"}}'\n",
                node.services().base_url, *token);
            std::fflush(stdout);
        }
        int signal_number = 0;
        sigwait(&ending, &signal_number);
        log::info("server_stopping", {{"signal", signal_number}});
    }
    server->stop(std::chrono::milliseconds(values.number("shutdown-grace-ms")));
    node.stop_log();
    // What outlived the grace finishes while everything it uses is still there.
    dispatcher.stop();
    node.stop();
    if (broken) log::error("server_ended", {{"reason", "nothing can be stored any more: see the errors above"}});
    return broken ? 1 : 0;
}

}  // namespace yiguan::app
