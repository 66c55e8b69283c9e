import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: ACCESS_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/ACCESS_DEFAULTS.md","filePath":"api/node/relay/variables/ACCESS_DEFAULTS.md"}');
const _sfc_main = { name: "api/node/relay/variables/ACCESS_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / ACCESS_DEFAULTS</p><h1 id="variable-access-defaults" tabindex="-1">Variable: ACCESS_DEFAULTS <a class="header-anchor" href="#variable-access-defaults" aria-label="Permalink to &quot;Variable: ACCESS\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>ACCESS_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Of <a href="./../interfaces/AccessOptions.html">AccessOptions</a> and <a href="./../interfaces/TokenOptions.html">TokenOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="acceptsforeignlisteners" tabindex="-1">acceptsForeignListeners <a class="header-anchor" href="#acceptsforeignlisteners" aria-label="Permalink to &quot;acceptsForeignListeners&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>acceptsForeignListeners</strong>: <code>true</code></p></blockquote><h3 id="anonymous" tabindex="-1">anonymous <a class="header-anchor" href="#anonymous" aria-label="Permalink to &quot;anonymous&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>anonymous</strong>: <code>object</code></p></blockquote><h4 id="anonymous-listen" tabindex="-1">anonymous.listen <a class="header-anchor" href="#anonymous-listen" aria-label="Permalink to &quot;anonymous.listen&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>listen</strong>: readonly [<code>&quot;*&quot;</code>]</p></blockquote><h4 id="anonymous-publish" tabindex="-1">anonymous.publish <a class="header-anchor" href="#anonymous-publish" aria-label="Permalink to &quot;anonymous.publish&quot;">​</a></h4><blockquote><p><code>readonly</code> <strong>publish</strong>: readonly []</p></blockquote><h3 id="clocktolerancems" tabindex="-1">clockToleranceMs <a class="header-anchor" href="#clocktolerancems" aria-label="Permalink to &quot;clockToleranceMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>clockToleranceMs</strong>: <code>30000</code></p></blockquote><h3 id="requiresexpiry" tabindex="-1">requiresExpiry <a class="header-anchor" href="#requiresexpiry" aria-label="Permalink to &quot;requiresExpiry&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>requiresExpiry</strong>: <code>true</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/ACCESS_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ACCESS_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ACCESS_DEFAULTS as default
};
