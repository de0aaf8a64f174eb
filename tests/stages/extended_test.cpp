#include "solver/circuit/extended.hpp"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <string>

namespace ohmscope {
namespace {

using Real = boost::multiprecision::cpp_bin_float_100;

const Extended zero(0.0);
const Extended one(1.0);
const Extended open = Extended::infinite();
const Extended unknown = Extended::undefined();
const Extended j(ComplexDD{0.0, 1.0});

Real real_of(DoubleDouble x) { return Real(x.hi) + Real(x.lo); }

/// Distance to the value written, relative to its magnitude.
double error(const Extended& z, const std::string& re, const std::string& im) {
  if (!z.is_finite()) return std::numeric_limits<double>::infinity();
  const Real x(re);
  const Real y(im);
  const Real dx = real_of(z.value().re) - x;
  const Real dy = real_of(z.value().im) - y;
  return Real(sqrt((dx * dx + dy * dy) / (x * x + y * y))).convert_to<double>();
}

TEST(Extended, OpensAndShortsAreValues) {
  EXPECT_TRUE((one / zero).is_infinite());
  EXPECT_TRUE((one / open).is_zero());
  EXPECT_TRUE((zero / open).is_zero());
  EXPECT_TRUE((open / zero).is_infinite());
  EXPECT_TRUE((open + open).is_infinite());
  EXPECT_TRUE((open - open).is_undefined());
  EXPECT_TRUE((open + one).is_infinite());
  EXPECT_TRUE((open * j).is_infinite());
  EXPECT_TRUE((-open).is_infinite());
}

TEST(Extended, AFormWithoutValueIsUndefinedAndStaysSo) {
  EXPECT_TRUE((zero / zero).is_undefined());
  EXPECT_TRUE((open / open).is_undefined());
  EXPECT_TRUE((zero * open).is_undefined());
  for (const Extended& x : {zero, one, open}) {
    EXPECT_TRUE((x + unknown).is_undefined());
    EXPECT_TRUE((unknown * x).is_undefined());
    EXPECT_TRUE((x / unknown).is_undefined());
    EXPECT_TRUE(par(unknown, x).is_undefined());
    EXPECT_TRUE(pow(unknown, x).is_undefined());
  }
  EXPECT_TRUE(sqrt(unknown).is_undefined());
  EXPECT_TRUE(tanh(open).is_undefined());
  EXPECT_TRUE(exp(open).is_undefined());
}

TEST(Extended, ParallelKnowsOpensShortsAndResonance) {
  EXPECT_TRUE(par(zero, zero).is_zero());
  EXPECT_TRUE(par(zero, open).is_zero());
  EXPECT_TRUE(par(open, open).is_infinite());
  EXPECT_EQ(par(3.0, open).value().re.hi, 3.0);
  EXPECT_TRUE(par(1000.0, -1000.0).is_infinite());
  EXPECT_TRUE(par(j, -j).is_infinite());
  EXPECT_LT(error(par(3.0, 6.0), "2", "0"), 1e-31);
  EXPECT_LT(error(par(1e-300, 1e300), "1e-300", "0"), 1e-15) << "no overflow on the way";
}

TEST(Extended, NaNAndOverflowDoNotPassAsNumbers) {
  EXPECT_TRUE(Extended(std::nan("")).is_undefined());
  EXPECT_TRUE(Extended(std::numeric_limits<double>::infinity()).is_infinite());
  const Extended huge(ComplexDD{1e200, 1e200});
  EXPECT_TRUE((huge * huge).is_infinite());
  EXPECT_TRUE(exp(710.0).is_infinite());
  EXPECT_TRUE(cosh(1e9).is_infinite());
  EXPECT_TRUE(exp(-1e9).is_zero());
  EXPECT_EQ(tanh(-1e9).value().re.hi, -1.0);
}

TEST(Extended, GoesToAnImpedanceAndBack) {
  EXPECT_TRUE(open.to_impedance().is_infinite());
  EXPECT_TRUE(unknown.to_impedance().is_undefined());
  EXPECT_EQ(j.to_impedance().value(), std::complex<double>(0, 1));
  EXPECT_TRUE(Extended(Impedance::infinite()).is_infinite());
  EXPECT_TRUE(Extended(Impedance::undefined()).is_undefined());
  EXPECT_TRUE(Extended(Impedance::zero()).is_zero());
}

TEST(Extended, WholePowersAreProducts) {
  EXPECT_EQ(pow(j, 2.0).value(), ComplexDD{-1.0});
  EXPECT_EQ(pow(2.0, -2.0).value(), ComplexDD{0.25});
  EXPECT_EQ(pow(zero, 0.0).value(), ComplexDD{1.0});
  EXPECT_TRUE(pow(open, 2.0).is_infinite());
  EXPECT_TRUE(pow(open, -1.0).is_zero());
  EXPECT_TRUE(pow(open, 0.0).is_undefined());
  EXPECT_TRUE(pow(zero, -3.0).is_infinite());
}

TEST(Extended, OtherPowersAreByLogarithm) {
  EXPECT_LT(error(pow(2.0, 0.5), "1.41421356237309504880168872420969808", "0"), 1e-30);
  EXPECT_LT(error(pow(-4.0, 0.5), "0", "2"), 1e-30);
  EXPECT_TRUE(pow(zero, 0.5).is_zero());
  EXPECT_TRUE(pow(zero, -0.5).is_infinite());
  EXPECT_TRUE(pow(open, 0.5).is_infinite());
  EXPECT_TRUE(pow(open, -0.5).is_zero());
  EXPECT_TRUE(pow(one, open).is_undefined());
}

struct Reference {
  const char* name;
  Extended (*function)(const Extended&);
  std::complex<double> argument;
  const char* re;
  const char* im;
};

/// Arguments where the textbook formulas cancel: beside branch cuts, poles and zeros. Values to 36 digits by an
/// arbitrary-precision library.
const Reference references[] = {
    {"sqrt", sqrt, {-4.0, 1e-20}, "2.49999999999999986288317863552392913e-21", "2.0"},
    {"sqrt", sqrt, {-4.0, -1e-20}, "2.49999999999999986288317863552392913e-21", "-2.0"},
    {"sqrt", sqrt, {3.0, 4.0}, "2.0", "1.0"},
    {"sqrt", sqrt, {0.0, 2.0}, "1.0", "1.0"},
    {"sqrt",
     sqrt,
     {1e-200, 1e+200},
     "7.07106781186547513699887097665643278e+99",
     "7.07106781186547513699887097665643278e+99"},
    {"exp", exp, {1.0, 2.0}, "-1.13120438375681363843125525551079471", "2.47172667200481892761693089355166453"},
    {"exp", exp, {1e-20, 1e-20}, "1.00000000000000000001", "9.99999999999999945163271454209571651e-21"},
    {"log",
     log,
     {1.0, 1e-20},
     "4.99999999999999945153271454209573156e-41",
     "9.99999999999999945153271454209571652e-21"},
    {"log", log, {-1.0, 1e-30}, "5.00000000000000083336420607585988823e-61", "3.14159265358979323846264338327850288"},
    {"log", log, {1e+300, 1e+300}, "691.122101488493677912610812721242769", "0.785398163397448309615660845819875721"},
    {"log", log, {0.6, 0.8}, "2.22044604925031315480297320065149337e-17", "0.927295218001612276837433447928689435"},
    {"sinh",
     sinh,
     {1e-20, 1e-25},
     "9.99999999999999945153271454209571652e-21",
     "1.00000000000000003849486974919183908e-25"},
    {"sinh", sinh, {3.0, 100.0}, "8.63860261012317015761288181849282169", "-5.0979181209683621297074482908085932"},
    {"sinh", sinh, {0.0, 1.5707963267948966}, "0.0", "0.999999999999999999999999999999998125"},
    {"cosh", cosh, {0.0, 1.5707963267948966}, "6.12323399573676588613032966137500146e-17", "0.0"},
    {"cosh", cosh, {20.0, 1e9}, "203256849.03888803235502493563323921", "132412121.907466152167587340906771569"},
    {"tanh", tanh, {0.0, 1.5707963267948966}, "0.0", "16331239353195369.7559677370415289165"},
    {"tanh",
     tanh,
     {1e-12, 1.5707963267948966},
     "999999996250.600577516704724075649433",
     "61232339.7277831600194357758109696729"},
    {"tanh", tanh, {1e-20, 0.0}, "9.99999999999999945153271454209571652e-21", "0.0"},
    {"tanh", tanh, {-0.5, 0.25}, "-0.485487281024135347524847652335121522", "0.198055449951349534189118225605284615"},
};

TEST(Extended, FunctionsAreRightInAllDigitsWhereTheirFormulasCancel) {
  for (const Reference& r : references) {
    const Extended z = r.function(ComplexDD(r.argument));
    EXPECT_LT(error(z, r.re, r.im), 1e-30) << r.name << r.argument;
  }
}

TEST(Extended, FunctionsAtZeroAreExact) {
  EXPECT_TRUE(sqrt(zero).is_zero());
  EXPECT_TRUE(sinh(zero).is_zero());
  EXPECT_TRUE(tanh(zero).is_zero());
  EXPECT_EQ(cosh(zero).value(), ComplexDD{1.0});
  EXPECT_EQ(exp(zero).value(), ComplexDD{1.0});
  EXPECT_TRUE(log(one).is_zero());
  EXPECT_TRUE(log(zero).is_infinite());
  EXPECT_TRUE(log(open).is_infinite());
}

}  // namespace
}  // namespace ohmscope
