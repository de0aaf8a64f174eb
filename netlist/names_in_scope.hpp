#pragma once

#include "netlist/scope_values.hpp"

// Of the files that ScopeValues consists of: not for others.
namespace ohmscope {

/// What `name` means in the definition of the parameter `own`: in an instance not itself but, as in ngspice, that of
/// its callers if there is one.
[[nodiscard]] std::optional<FoundParameter> find_from_within(Scope& scope, std::string_view name,
                                                             const ParameterSlot* own);

/// A number, but for one that is another where it is read as an expression, as definitions are.
[[nodiscard]] std::optional<double> number_in_definition(std::string_view written, Dialect dialect);

/// What the names of an expression mean in a scope whose parameters have been evaluated.
class ScopeValues::NamesInScope final : public Names {
 public:
  /// `own` is the parameter that is being evaluated.
  NamesInScope(Scope& scope, ScopeValues& values, const ParameterSlot* own = nullptr)
      : scope_(scope), values_(values), own_(own) {}

  [[nodiscard]] std::optional<double> value(std::string_view name) const override {
    const auto found = find_from_within(scope_, name, own_);
    return found ? std::optional(found->slot().value) : std::nullopt;
  }

  [[nodiscard]] const UserFunction* function(std::string_view name, const UserFunction* caller) const override {
    const auto* found = values_.function(caller == nullptr ? *scope_.definition : *caller->definition, name);
    return found != nullptr && *found ? &**found : nullptr;
  }

  [[nodiscard]] std::vector<std::string_view> function_names() const override { return visible_function_names(scope_); }

 private:
  Scope& scope_;
  ScopeValues& values_;
  const ParameterSlot* own_;
};

}  // namespace ohmscope
