import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: PushResult","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/PushResult.md","filePath":"api/index/type-aliases/PushResult.md"}');
const _sfc_main = { name: "api/index/type-aliases/PushResult.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PushResult</p><h1 id="type-alias-pushresult" tabindex="-1">Type Alias: PushResult <a class="header-anchor" href="#type-alias-pushresult" aria-label="Permalink to &quot;Type Alias: PushResult&quot;">​</a></h1><blockquote><p><strong>PushResult</strong> = <code>&quot;queued&quot;</code> | <code>&quot;duplicate&quot;</code> | <code>&quot;late&quot;</code> | <code>&quot;overflow&quot;</code></p></blockquote><p>What has become of a block: <code>queued</code> when any of its frames is new or better than the held copy, <code>overflow</code> when older frames had to be dropped for that; else <code>late</code> when any of them would have been better than what was handed out, else <code>duplicate</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/PushResult.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PushResult = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PushResult as default
};
