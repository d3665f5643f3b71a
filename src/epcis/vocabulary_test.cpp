#include "epcis/vocabulary.hpp"

#include <gtest/gtest.h>

#include <array>

namespace yiguan::epcis {
namespace {

constexpr std::array all{Vocabulary::biz_step,
                         Vocabulary::disposition,
                         Vocabulary::biz_transaction_type,
                         Vocabulary::source_destination_type,
                         Vocabulary::error_reason,
                         Vocabulary::measurement_type,
                         Vocabulary::sensor_alert_type,
                         Vocabulary::component};

TEST(Vocabulary, HoldsTheWordsOfCbv2) {
    constexpr std::array<std::size_t, 8> sizes{41, 33, 13, 3, 2, 72, 2, 14};
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(words(all[i]).size(), sizes[i]) << i;
    EXPECT_TRUE(is_word(Vocabulary::biz_step, "sensor_reporting"));
    EXPECT_FALSE(is_word(Vocabulary::biz_step, "in_transit"));
    EXPECT_FALSE(is_word(Vocabulary::biz_step, ""));
}

TEST(Vocabulary, EveryFormOfEveryWordIsTheWord) {
    for (const Vocabulary list : all)
        for (const std::string_view word : words(list)) {
            for (const std::string& form : {std::string(word), web_uri(list, word), urn(list, word)})
                EXPECT_EQ(word_of(list, form), word) << form;
        }
}

TEST(Vocabulary, FormsOfTheStandard) {
    EXPECT_EQ(web_uri(Vocabulary::biz_step, "shipping"), "https://ref.gs1.org/cbv/BizStep-shipping");
    EXPECT_EQ(urn(Vocabulary::disposition, "in_transit"), "urn:epcglobal:cbv:disp:in_transit");
    EXPECT_EQ(web_uri(Vocabulary::measurement_type, "Temperature"), "https://gs1.org/voc/Temperature");
    EXPECT_EQ(urn(Vocabulary::measurement_type, "Temperature"), "gs1:Temperature");
    EXPECT_EQ(urn(Vocabulary::component, "x"), "https://ref.gs1.org/cbv/Comp-x");
    EXPECT_EQ(web_uri(Vocabulary::biz_step, "https://example.com/step"), "https://example.com/step");
}

TEST(Vocabulary, OldHostsAndCuries) {
    for (const auto* form :
         {"cbv:BizStep-shipping", "https://ns.gs1.org/cbv/BizStep-shipping", "http://www.gs1.org/cbv/BizStep-shipping",
          "https://gs1.org/cbv/BizStep-shipping", "https://id.gs1.org/cbv/BizStep-shipping"})
        EXPECT_EQ(normal(Vocabulary::biz_step, form), "shipping") << form;
    EXPECT_EQ(normal(Vocabulary::measurement_type, "https://www.gs1.org/voc/Speed"), "Speed");
}

TEST(Vocabulary, OthersStayWhatTheyAre) {
    for (const auto* other : {"urn:epcglobal:cbv:bizstep:no_such", "urn:epcglobal:cbv:disp:shipping",
                              "https://example.com/cbv/BizStep-shipping", "https://ref.gs1.org/cbv/Disp-shipping",
                              "Shipping", "shipping ", "gs1:shipping", "https://", ""}) {
        EXPECT_FALSE(word_of(Vocabulary::biz_step, other)) << other;
        EXPECT_EQ(normal(Vocabulary::biz_step, other), other);
    }
}

TEST(Vocabulary, StepsAndDispositionsHaveChineseNames) {
    EXPECT_EQ(name_zh(Vocabulary::biz_step, "shipping"), "发货");
    for (const Vocabulary list : {Vocabulary::biz_step, Vocabulary::disposition})
        for (const std::string_view word : words(list)) EXPECT_FALSE(name_zh(list, word).empty()) << word;
    EXPECT_EQ(name_zh(Vocabulary::biz_step, "https://example.com/step"), "");
    EXPECT_EQ(name_zh(Vocabulary::measurement_type, "Speed"), "");
}

}  // namespace
}  // namespace yiguan::epcis
