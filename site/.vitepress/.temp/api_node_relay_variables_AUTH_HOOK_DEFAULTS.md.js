import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: AUTH_HOOK_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/AUTH_HOOK_DEFAULTS.md","filePath":"api/node/relay/variables/AUTH_HOOK_DEFAULTS.md"}');
const _sfc_main = { name: "api/node/relay/variables/AUTH_HOOK_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / AUTH_HOOK_DEFAULTS</p><h1 id="variable-auth-hook-defaults" tabindex="-1">Variable: AUTH_HOOK_DEFAULTS <a class="header-anchor" href="#variable-auth-hook-defaults" aria-label="Permalink to &quot;Variable: AUTH\\_HOOK\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>AUTH_HOOK_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Defaults of <a href="./../interfaces/AuthHookOptions.html">AuthHookOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="cachems" tabindex="-1">cacheMs <a class="header-anchor" href="#cachems" aria-label="Permalink to &quot;cacheMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>cacheMs</strong>: <code>10000</code></p></blockquote><h3 id="timeoutms" tabindex="-1">timeoutMs <a class="header-anchor" href="#timeoutms" aria-label="Permalink to &quot;timeoutMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>timeoutMs</strong>: <code>2000</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/AUTH_HOOK_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AUTH_HOOK_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AUTH_HOOK_DEFAULTS as default
};
