// Stock-out, notes, stock-in, differences, transfers on both engines.
#include <thread>

#include "trade/test_world.hpp"

namespace yiguan::trade {
namespace {

using codes::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::SizeIs;

class Trade : public testing::TradeWorld {};
YIGUAN_BOTH_ENGINES(Trade);

// GDP-58, GDP-62, NAT-53, NAT-55: what goes out with a note comes in by the note as a whole.
TEST_P(Trade, GDP62_ANoteIsReceivedAsAWhole) {
    const auto out = sent({code(0), code(1), code(2) + "-" + code(9)});
    EXPECT_EQ(out.quantity, 10);
    EXPECT_EQ(out.state, StockOutState::sent);
    EXPECT_THAT(out.number, HasSubstr("CK20"));
    EXPECT_EQ(out.digest.size(), 64u);
    ASSERT_THAT(out.lines, SizeIs(1));
    EXPECT_EQ(out.lines[0].quantity, 10);
    EXPECT_EQ(out.lines[0].batch, "A26");
    EXPECT_EQ(state_of(5).status, Status::in_transit);

    const auto in = must(receive(shop_, {.note = note_url("https://trace.example.cn", out)})).in;
    EXPECT_EQ(in.quantity, 10);
    EXPECT_EQ(in.supplier, maker_.org);
    EXPECT_EQ(in.supplier_name, "一贯电缆厂");
    EXPECT_EQ(state_of(5).status, Status::in_stock);
    EXPECT_EQ(state_of(5).holder, shop_.org);
    EXPECT_EQ(this->out(out.id).state, StockOutState::received);
    const auto event = db_->read_now([&](db::Tx& tx) { return events::find_event(tx, block_.id, state_of(5).event); });
    EXPECT_EQ(event->values.values.at("supplierName"), "一贯电缆厂") << "NAT-55";

    const auto again = receive(shop_, NoteReceipt{.note = out.number});
    EXPECT_EQ(again.error().code, Code::wrong_state);
    EXPECT_EQ(again.error().pointer, "/note");
}

}  // namespace
}  // namespace yiguan::trade
