// The attributes of sensor elements in XML (EPCIS 2.0, 7.3.7), for reader and writer.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "epcis/model.hpp"
#include "epcis/vocabulary.hpp"

namespace yiguan::epcis::detail {

template <class Owner, class Member>
struct SensorField {
    std::string_view name;
    Member Owner::*member;
};
struct SensorWord {
    std::string_view name;
    std::string SensorReport::*member;
    Vocabulary vocabulary;
};

inline constexpr std::array<SensorField<SensorMetadata, std::optional<UtcMs>>, 3> metadata_times{{
    {"time", &SensorMetadata::time},
    {"startTime", &SensorMetadata::start_time},
    {"endTime", &SensorMetadata::end_time},
}};
inline constexpr std::array<SensorField<SensorMetadata, std::string>, 5> metadata_uris{{
    {"deviceID", &SensorMetadata::device_id},
    {"deviceMetadata", &SensorMetadata::device_metadata},
    {"rawData", &SensorMetadata::raw_data},
    {"dataProcessingMethod", &SensorMetadata::data_processing_method},
    {"bizRules", &SensorMetadata::biz_rules},
}};
inline constexpr std::array<SensorWord, 3> report_words{{
    {"type", &SensorReport::type, Vocabulary::measurement_type},
    {"exception", &SensorReport::exception, Vocabulary::sensor_alert_type},
    {"component", &SensorReport::component, Vocabulary::component},
}};
inline constexpr std::array<SensorField<SensorReport, std::string>, 8> report_uris{{
    {"deviceID", &SensorReport::device_id},
    {"deviceMetadata", &SensorReport::device_metadata},
    {"rawData", &SensorReport::raw_data},
    {"dataProcessingMethod", &SensorReport::data_processing_method},
    {"bizRules", &SensorReport::biz_rules},
    {"microorganism", &SensorReport::microorganism},
    {"chemicalSubstance", &SensorReport::chemical_substance},
    {"coordinateReferenceSystem", &SensorReport::coordinate_reference_system},
}};
inline constexpr std::array<SensorField<SensorReport, std::optional<double>>, 7> report_numbers{{
    {"value", &SensorReport::value},
    {"minValue", &SensorReport::min_value},
    {"maxValue", &SensorReport::max_value},
    {"meanValue", &SensorReport::mean_value},
    {"sDev", &SensorReport::s_dev},
    {"percRank", &SensorReport::perc_rank},
    {"percValue", &SensorReport::perc_value},
}};

/// nullptr: no field of this name.
template <class Table>
auto find_sensor_field(const Table& table, std::string_view name) -> decltype(table.data()) {
    for (const auto& row : table)
        if (row.name == name) return &row;
    return nullptr;
}

}  // namespace yiguan::epcis::detail
