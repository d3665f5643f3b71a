#include "support/story.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>

namespace yiguan::testing {
namespace {

std::map<db::Engine, std::unique_ptr<Story>>& stories() {
    static std::map<db::Engine, std::unique_ptr<Story>> all;
    return all;
}

// Ends the servers while the throwaway cluster is still there.
class EndStories : public ::testing::Environment {
    void TearDown() override { stories().clear(); }
};
const auto* const registered = ::testing::AddGlobalTestEnvironment(new EndStories);

json::object ranged(const std::string& block, std::int64_t block_first, std::int64_t first, std::int64_t last) {
    return range(block, block_first + first, block_first + last);
}

}  // namespace

Story& story(db::Engine engine) {
    auto& one = stories()[engine];
    if (!one) one = std::make_unique<Story>(engine);
    return *one;
}

Story::Story(db::Engine engine)
    // Whatever the tests of a program register, all from one address.
    : server(engine, {"--limit-registrations-per-hour", "0"}),
      admin((server.start(), first_admin(server))),
      producer(join(server, admin, maker, "producer")),
      seller(join(server, admin, shop, "seller")),
      other(join(server, admin, rival, "producer")),
      regulator(join(server, admin, bureau, "regulator")) {
    tell();
}

void Story::tell() {
    product = published_product(producer, admin);
    million = block_of_codes(producer, product, million_size);
    million_first = std::stoll(text(producer.must_get("/api/v1/blocks/" + million), "first"));
    const auto all = ranged(million, million_first, 0, million_size - 1);
    bind_ms = timed_post(producer, "/api/v1/bindings", command(all, binding_fields("2026-06-01", "YG26-", "0000001")));
    timed_post(producer, "/api/v1/activations", all);
    auto shipment = command(all, json::object{{"saleTime", "2026-06-10"}});
    shipment["buyerUscc"] = shop.uscc;
    ship_ms = timed_post(producer, "/api/v1/shipments", shipment);
    receive_ms = timed_post(seller, "/api/v1/receipts",
                            command(all, json::object{{"supplierName", supplier}, {"purchaseTime", "2026-06-12"}}));
    timed_post(seller, "/api/v1/sales",
               command(ranged(million, million_first, sold_at, sold_at),
                       json::object{{"customerName", customer}, {"soldTime", "2026-06-18T10:30:00+08:00"}}));

    thousand = block_of_codes(producer, product, 1000);
    thousand_first = std::stoll(text(producer.must_get("/api/v1/blocks/" + thousand), "first"));
    producer.must_post("/api/v1/bindings",
                       command(ranged(thousand, thousand_first, 0, 499), binding_fields("2026-07-01", "YGK-", "0501")));
    producer.must_post("/api/v1/activations", ranged(thousand, thousand_first, 0, 399));
    auto shown = command(ranged(thousand, thousand_first, 0, 99), json::object{{"saleTime", "2026-07-10"},
                                                                               {"buyerName", open_buyer},
                                                                               {"buyerAddress", open_buyer_address},
                                                                               {"buyerContact", open_buyer_contact}});
    shown["open"] = json::array{"saleTime", "buyerName"};
    producer.must_post("/api/v1/shipments", shown);
}

double Story::timed_post(Party& party, const char* path, const json::value& body) {
    const auto begun = std::chrono::steady_clock::now();
    party.must_post(path, body);
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

std::string Story::code(const std::string& block, std::int64_t n) {
    constexpr std::int64_t line = 34;  // 33 digits and a line end
    const auto answer = producer.get("/api/v1/blocks/" + block + "/package",
                                     {{"Range", fmt::format("bytes={}-{}", n * line, n * line + 32)}});
    if (answer.status != 206 || answer.body.size() != 33)
        throw std::runtime_error(fmt::format("package: {} {}", answer.status, answer.body));
    return answer.body;
}

}  // namespace yiguan::testing
