import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: AUTH_HOOK_LIMITS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/AUTH_HOOK_LIMITS.md","filePath":"api/node/relay/variables/AUTH_HOOK_LIMITS.md"}');
const _sfc_main = { name: "api/node/relay/variables/AUTH_HOOK_LIMITS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / AUTH_HOOK_LIMITS</p><h1 id="variable-auth-hook-limits" tabindex="-1">Variable: AUTH_HOOK_LIMITS <a class="header-anchor" href="#variable-auth-hook-limits" aria-label="Permalink to &quot;Variable: AUTH\\_HOOK\\_LIMITS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>AUTH_HOOK_LIMITS</strong>: <code>object</code></p></blockquote><p>Questions at the same time, answers that are remembered, and characters of a subject.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="pending" tabindex="-1">pending <a class="header-anchor" href="#pending" aria-label="Permalink to &quot;pending&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>pending</strong>: <code>64</code></p></blockquote><h3 id="remembered" tabindex="-1">remembered <a class="header-anchor" href="#remembered" aria-label="Permalink to &quot;remembered&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>remembered</strong>: <code>4096</code></p></blockquote><h3 id="subject" tabindex="-1">subject <a class="header-anchor" href="#subject" aria-label="Permalink to &quot;subject&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>subject</strong>: <code>256</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/AUTH_HOOK_LIMITS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AUTH_HOOK_LIMITS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AUTH_HOOK_LIMITS as default
};
