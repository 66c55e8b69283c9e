import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: WEBHOOK_DEFAULTS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/WEBHOOK_DEFAULTS.md","filePath":"api/node/relay/variables/WEBHOOK_DEFAULTS.md"}');
const _sfc_main = { name: "api/node/relay/variables/WEBHOOK_DEFAULTS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / WEBHOOK_DEFAULTS</p><h1 id="variable-webhook-defaults" tabindex="-1">Variable: WEBHOOK_DEFAULTS <a class="header-anchor" href="#variable-webhook-defaults" aria-label="Permalink to &quot;Variable: WEBHOOK\\_DEFAULTS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>WEBHOOK_DEFAULTS</strong>: <code>object</code></p></blockquote><p>Defaults of <a href="./../interfaces/WebhookOptions.html">WebhookOptions</a>.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="addresses" tabindex="-1">addresses <a class="header-anchor" href="#addresses" aria-label="Permalink to &quot;addresses&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>addresses</strong>: <code>&quot;none&quot;</code></p></blockquote><h3 id="maxattempts" tabindex="-1">maxAttempts <a class="header-anchor" href="#maxattempts" aria-label="Permalink to &quot;maxAttempts&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxAttempts</strong>: <code>8</code></p></blockquote><h3 id="maxqueued" tabindex="-1">maxQueued <a class="header-anchor" href="#maxqueued" aria-label="Permalink to &quot;maxQueued&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxQueued</strong>: <code>1000</code></p></blockquote><h3 id="timeoutms" tabindex="-1">timeoutMs <a class="header-anchor" href="#timeoutms" aria-label="Permalink to &quot;timeoutMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>timeoutMs</strong>: <code>5000</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/WEBHOOK_DEFAULTS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const WEBHOOK_DEFAULTS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  WEBHOOK_DEFAULTS as default
};
