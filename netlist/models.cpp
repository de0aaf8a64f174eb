#include "netlist/models.hpp"

#include <algorithm>
#include "netlist/codes.hpp"

namespace ohmscope {

VisibleModel find_model(const SourceMap& sources, Scope& scope, Span span, Diagnostics& diagnostics) {
  const std::string_view name = sources.text(span);
  const VisibleModel model = visible_model(scope, name);
  if (model.card == nullptr)
    diagnostics.error(codes::unknown_model, span, "unknown model '{}'", name)
        .of_unknown_name()
        .with_hint(diagnostics.suggest(name, [&] { return visible_model_names(scope); }));
  return model;
}

std::optional<ModelLineage> lineage_of(const SourceMap& sources, const VisibleModel& model, Diagnostics& diagnostics) {
  ModelLineage lineage;
  for (VisibleModel next = model; next.card != nullptr;) {
    const ModelCard& card = *next.card;
    const std::string_view name = sources.text(card.name);
    if (!card.defined_again.nowhere()) {
      diagnostics.error(codes::defined_twice, card.defined_again, "model '{}' is defined twice", name)
          .note(card.name, "first defined here");
      return std::nullopt;
    }
    const auto same = [&](const VisibleModel& other) { return other.card == &card; };
    if (std::any_of(lineage.models.begin(), lineage.models.end(), same)) {
      diagnostics.error(codes::recursion, *model.card->base, "model '{}' is a kind of itself",
                        sources.text(model.card->name));
      return std::nullopt;
    }
    lineage.models.push_back(next);
    if (lineage.type.nowhere()) lineage.type = card.type;
    if (!card.base) return lineage;
    next = find_model(sources, *next.scope, *card.base, diagnostics);
  }
  return std::nullopt;
}

}  // namespace ohmscope
