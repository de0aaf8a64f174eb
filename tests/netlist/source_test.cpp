#include "netlist/source.hpp"

#include <gtest/gtest.h>

#include <system_error>

#include "netlist/diagnostics.hpp"

namespace ohmscope {
namespace {

Span at(Span whole, std::uint32_t offset, std::uint32_t length = 1) { return {whole.offset + offset, length}; }

TEST(SourceMap, LineEndsAreLfCrLfAndCr) {
  SourceMap sources;
  const Span whole = sources.add("a.cir", "one\ntwo\r\nthree\rfour");
  EXPECT_EQ(sources.locate(at(whole, 0)).line, 1U);
  EXPECT_EQ(sources.locate(at(whole, 4)).line, 2U);
  EXPECT_EQ(sources.locate(at(whole, 9)).line, 3U);
  const Location four = sources.locate(at(whole, 17));
  EXPECT_EQ(four.line, 4U);
  EXPECT_EQ(four.column, 3U);
  EXPECT_EQ(four.line_text, "four");
  EXPECT_EQ(sources.locate(at(whole, 5)).line_text, "two");
}

TEST(SourceMap, ColumnsCountCharactersNotBytes) {
  SourceMap sources;
  const Span whole = sources.add("a.cir", "R\xC3\xA9 \xCE\xBC x");
  EXPECT_EQ(sources.locate(at(whole, 7)).column, 6U);
}

TEST(SourceMap, AnEmptyTextHasAPlaceOfItsOwn) {
  SourceMap sources;
  const Span whole = sources.add("empty.cir", "");
  EXPECT_FALSE(whole.nowhere());
  EXPECT_EQ(sources.locate(whole).line, 1U);
  EXPECT_EQ(sources.locate(whole).column, 1U);
  EXPECT_EQ(sources.file(whole), "empty.cir");
}

TEST(SourceMap, TheEndOfOneFileIsNotTheBeginningOfTheNext) {
  SourceMap sources;
  const Span first = sources.add("first", "abc");
  const Span second = sources.add("second", "def", at(first, 1));
  EXPECT_EQ(sources.file({first.end(), 0}), "first");
  EXPECT_EQ(sources.text(second), "def");
  ASSERT_EQ(sources.include_stack(second).size(), 1U);
  EXPECT_EQ(sources.include_stack(second)[0], at(first, 1));
}

TEST(SourceMap, NowhereHasNoLine) {
  const SourceMap sources;
  EXPECT_EQ(sources.locate({}).line, 0U);
  EXPECT_EQ(sources.text({}), "");
  EXPECT_TRUE(sources.include_stack({}).empty());
}

TEST(SourceMap, AMissingFileAndADirectoryCannotBeRead) {
  SourceMap sources;
  EXPECT_THROW((void)sources.read("/nonexistent/deck.cir"), std::system_error);
  EXPECT_THROW((void)sources.read("/"), std::system_error);
}

TEST(DidYouMean, FindsTheNearestName) {
  EXPECT_EQ(did_you_mean("seires", {"shunt", "series", "sensor"}), "did you mean 'series'?");
  EXPECT_EQ(did_you_mean("FOLOWER", {"follower"}), "did you mean 'follower'?");
  EXPECT_EQ(did_you_mean("gian", {"gain", "n"}), "did you mean 'gain'?");
  EXPECT_EQ(did_you_mean("za", {"Zb", "Zc", "ZA"}), "did you mean 'ZA'?");
}

TEST(DidYouMean, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(did_you_mean("banana", {"series", "shunt"}), "");
  EXPECT_EQ(did_you_mean("x", {}), "");
  EXPECT_EQ(did_you_mean("", {"a"}), "");
  EXPECT_EQ(did_you_mean("R", {"C"}), "");
  const std::string long_word(300'000, 'x');
  EXPECT_EQ(did_you_mean(long_word, {long_word + "y"}), "") << "in no time";
}

}  // namespace
}  // namespace ohmscope
