#include "solver/circuit/name_table.hpp"

#include <gtest/gtest.h>

#include <random>
#include <unordered_map>

#include "solver/circuit/caseless.hpp"

namespace ohmscope {
namespace {

TEST(NameTable, NumbersNamesInOrderAndKeepsTheirSpelling) {
  NameTable names;
  EXPECT_EQ(names.add("Out").index, 0U);
  EXPECT_EQ(names.add("in").index, 1U);
  const NameTable::Added again = names.add("OUT");
  EXPECT_EQ(again.index, 0U);
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(names[0], "Out");
  EXPECT_EQ(names[1], "in");
  EXPECT_EQ(names.size(), 2U);
}

TEST(NameTable, FindsNothingInAnEmptyTable) {
  const NameTable names;
  EXPECT_FALSE(names.find("a"));
  EXPECT_FALSE(names.find(""));
}

TEST(NameTable, TheEmptyNameIsAName) {
  NameTable names;
  names.add("a");
  EXPECT_TRUE(names.add("").is_new);
  EXPECT_EQ(names.find(""), 1U);
  EXPECT_EQ(names[1], "");
  EXPECT_EQ(names.find("a"), 0U);
}

TEST(NameTable, OnlyLettersHaveACase) {
  NameTable names;  // pairs that differ in the bit that tells a letter's case
  for (const char* name : {"a[", "a{", "a@", "a`", "n\xC4", "n\xE4"}) EXPECT_TRUE(names.add(name).is_new) << name;
}

/// Short names over few characters, so that many differ in little and many come twice.
TEST(NameTable, AgreesWithATableOfLowerCaseStrings) {
  std::mt19937 random(7);
  NameTable names;
  std::unordered_map<std::string, std::uint32_t> expected;
  for (int i = 0; i < 200'000; ++i) {
    std::string name(random() % 20, 'x');
    for (char& c : name) c = "aAbB019_."[random() % 9];
    std::string lower = name;
    for (char& c : lower) c = to_lower(c);
    const auto [entry, is_new] = expected.emplace(lower, static_cast<std::uint32_t>(expected.size()));
    const NameTable::Added added = names.add(name);
    ASSERT_EQ(added.is_new, is_new) << name;
    ASSERT_EQ(added.index, entry->second) << name;
    if (is_new) {
      ASSERT_EQ(names[added.index], name);
    }
  }
  for (const auto& [name, index] : expected) ASSERT_EQ(names.find(name), index) << name;
}

/// Names that count up, in any order, some far ahead of all others, in more series than have an array.
TEST(NameTable, AgreesWithATableOfLowerCaseStringsWhereNamesCountUp) {
  std::mt19937 random(11);
  NameTable names;
  std::unordered_map<std::string, std::uint32_t> expected;
  for (unsigned i = 0; i < 200'000; ++i) {
    const auto series = random() % 24;
    std::string name(series % 9, "rRcC"[random() % 4]);
    if (series > 8) name += "abcdefghijklmnopqrstuvwxyz"[series];
    if (random() % 8 == 0) name += '0';  // R01 is not R1
    name += std::to_string(random() % 4 == 0 ? random() : random() % (1 + i / 4));
    std::string lower = name;
    for (char& c : lower) c = to_lower(c);
    const auto [entry, is_new] = expected.emplace(lower, static_cast<std::uint32_t>(expected.size()));
    const NameTable::Added added = names.add(name);
    ASSERT_EQ(added.is_new, is_new) << name;
    ASSERT_EQ(added.index, entry->second) << name;
    ASSERT_TRUE(!is_new || names[added.index] == name);
  }
  for (const auto& [name, index] : expected) ASSERT_EQ(names.find(name), index) << name;
  for (const char* name : {"r4294967295", "zz1", "r", "00", ""})
    EXPECT_EQ(names.find(name).has_value(), expected.contains(name)) << name;
}

TEST(NameTable, FindsNamesThatWereAddedUnheard) {
  NameTable names;
  EXPECT_EQ(names.add("r1").index, 0U);
  EXPECT_EQ(names.add_within("X1.", "R1").index, 1U);
  EXPECT_EQ(names.find("x1.r1"), 1U);
  EXPECT_EQ(names.add_within("X2.", "R1").index, 2U);  // behind those that were asked for
  EXPECT_EQ(names.find("x2.r1"), 2U);
  EXPECT_EQ(names.find("r1"), 0U);
  EXPECT_FALSE(names.find("x3.r1"));
  EXPECT_EQ(names[2], "X2.R1");
}

TEST(NameTable, MeetsANameWrittenInFullBeforeAndBehindItsParts) {
  NameTable before;
  before.add("x1.R1");
  const NameTable::Added within = before.add_within("X1.", "r1");
  EXPECT_FALSE(within.is_new);
  EXPECT_EQ(within.index, 0U);
  EXPECT_TRUE(before.add_within("X2.", "r1").is_new);
  NameTable behind;
  behind.add_within("X1.", "r1");
  const NameTable::Added whole = behind.add("x1.R1");
  EXPECT_FALSE(whole.is_new);
  EXPECT_EQ(whole.index, 0U);
  EXPECT_EQ(behind.size(), 1U);
}

}  // namespace
}  // namespace ohmscope
