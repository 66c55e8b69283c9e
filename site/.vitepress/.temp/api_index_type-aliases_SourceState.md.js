import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: SourceState","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/SourceState.md","filePath":"api/index/type-aliases/SourceState.md"}');
const _sfc_main = { name: "api/index/type-aliases/SourceState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / SourceState</p><h1 id="type-alias-sourcestate" tabindex="-1">Type Alias: SourceState <a class="header-anchor" href="#type-alias-sourcestate" aria-label="Permalink to &quot;Type Alias: SourceState&quot;">​</a></h1><blockquote><p><strong>SourceState</strong> = <code>&quot;unknown&quot;</code> | <code>&quot;waiting&quot;</code> | <code>&quot;stalled&quot;</code> | <code>RelayedSourceState</code></p></blockquote><p>What a listener knows of the source of its channel:</p><ul><li><code>unknown</code>: no connection stands, or the relay has not answered yet</li><li><code>waiting</code>: the channel has had no source so far</li><li><code>live</code>: audio arrives, or is about to</li><li><code>stalled</code>: the source counts as connected, and no audio has arrived for longer than its packets explain</li><li><code>gone</code>: its connection was lost before it has ended the stream; it may come back</li><li><code>ended</code>: it has ended the stream; another stream may follow</li></ul></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/SourceState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SourceState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SourceState as default
};
