import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: ListenerPlayerOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/ListenerPlayerOptions.md","filePath":"api/index/type-aliases/ListenerPlayerOptions.md"}');
const _sfc_main = { name: "api/index/type-aliases/ListenerPlayerOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ListenerPlayerOptions</p><h1 id="type-alias-listenerplayeroptions" tabindex="-1">Type Alias: ListenerPlayerOptions <a class="header-anchor" href="#type-alias-listenerplayeroptions" aria-label="Permalink to &quot;Type Alias: ListenerPlayerOptions&quot;">​</a></h1><blockquote><p><strong>ListenerPlayerOptions</strong> = <code>Omit</code>&lt;<a href="./../interfaces/PlayerOptions.html"><code>PlayerOptions</code></a>, <code>&quot;model&quot;</code> | <code>&quot;clock&quot;</code> | <code>&quot;kernels&quot;</code> | <code>&quot;write&quot;</code> | <code>&quot;onError&quot;</code>&gt;</p></blockquote><p>The form of the played audio and its buffer. Plain data.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/ListenerPlayerOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ListenerPlayerOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ListenerPlayerOptions as default
};
