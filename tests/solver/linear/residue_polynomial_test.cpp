// Polynomials over the finite field: degrees, common roots and multiplicities of those they are the images of.

#include "solver/linear/residue_polynomial.hpp"

#include <gmock/gmock.h>

namespace ohmscope {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ResiduePolynomial with_roots(const std::vector<double>& roots) {
  ResiduePolynomial a{Residue(3.0)};
  for (const double root : roots) a = product(a, {Residue(-root), Residue::one()});
  return a;
}

TEST(ResiduePolynomial, IsFoundFromItsValues) {
  const ResiduePolynomial a = with_roots({0.5, -7, 1e12});
  for (const int points : {4, 5, 9}) {
    std::vector<Residue> values;
    for (int x = 1; x <= points; ++x) {
      Residue value;
      for (std::size_t k = a.size(); k-- > 0;) value = value * Residue(1.0 * x) + a[k];
      values.push_back(value);
    }
    EXPECT_EQ(interpolated(values), a) << points;
  }
  EXPECT_THAT(interpolated(std::vector<Residue>(3)), IsEmpty());
}

TEST(ResiduePolynomial, HasTheRootsThatTwoShareAsCommonDivisor) {
  const auto shared = [](const std::vector<double>& a, const std::vector<double>& b) {
    return greatest_common_divisor(with_roots(a), with_roots(b)).size() - 1;
  };
  EXPECT_EQ(shared({1, 2, 3}, {2, 4}), 1U);
  EXPECT_EQ(shared({1, 2, 2, 2}, {2, 2, 5}), 2U);
  EXPECT_EQ(shared({1, 2}, {3}), 0U);
  EXPECT_EQ(shared({0.1 + 0.2}, {0.3}), 0U);
  EXPECT_EQ(greatest_common_divisor(with_roots({1, 2}), {}).size(), 3U);
}

TEST(ResiduePolynomial, TellsHowOftenItsRootsAre) {
  EXPECT_THAT(multiplicities(with_roots({1, 2, 3})), ElementsAre(3));
  EXPECT_THAT(multiplicities(with_roots({1, 1, 2, 3, 3, 3})), ElementsAre(1, 1, 1));
  EXPECT_THAT(multiplicities(with_roots({0, 0, 5, 5})), ElementsAre(0, 1));
  EXPECT_THAT(multiplicities(with_roots({0})), IsEmpty());
  EXPECT_EQ(roots_at_zero(with_roots({0, 0, 1})), 2U);
}

}  // namespace
}  // namespace ohmscope
