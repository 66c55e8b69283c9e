import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: TakeoverRule","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/type-aliases/TakeoverRule.md","filePath":"api/node/relay/type-aliases/TakeoverRule.md"}');
const _sfc_main = { name: "api/node/relay/type-aliases/TakeoverRule.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / TakeoverRule</p><h1 id="type-alias-takeoverrule" tabindex="-1">Type Alias: TakeoverRule <a class="header-anchor" href="#type-alias-takeoverrule" aria-label="Permalink to &quot;Type Alias: TakeoverRule&quot;">​</a></h1><blockquote><p><strong>TakeoverRule</strong> = <code>&quot;refuse&quot;</code> | <code>&quot;replace&quot;</code> | <code>&quot;queue&quot;</code></p></blockquote><p>Which source has a channel when another one comes; see <a href="./../interfaces/ChannelOptions.html#takeover">ChannelOptions.takeover</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/type-aliases/TakeoverRule.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const TakeoverRule = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  TakeoverRule as default
};
