import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Ban","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/Ban.md","filePath":"api/node/relay/interfaces/Ban.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/Ban.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / Ban</p><h1 id="interface-ban" tabindex="-1">Interface: Ban <a class="header-anchor" href="#interface-ban" aria-label="Permalink to &quot;Interface: Ban&quot;">​</a></h1><p>Somebody who may neither publish nor listen nor administer, for a time or for ever. Plain JSON.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="createdat" tabindex="-1">createdAt <a class="header-anchor" href="#createdat" aria-label="Permalink to &quot;createdAt&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>createdAt</strong>: <code>string</code></p></blockquote><p>ISO 8601, UTC.</p><hr><h3 id="expiresat" tabindex="-1">expiresAt <a class="header-anchor" href="#expiresat" aria-label="Permalink to &quot;expiresAt&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>expiresAt</strong>: <code>string</code> | <code>null</code></p></blockquote><p>ISO 8601, UTC; null for ever.</p><hr><h3 id="id" tabindex="-1">id <a class="header-anchor" href="#id" aria-label="Permalink to &quot;id&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>id</strong>: <code>string</code></p></blockquote><p>Names it when it is lifted: kind and value, as in <code>address:10.0.0.0/8</code>.</p><hr><h3 id="kind" tabindex="-1">kind <a class="header-anchor" href="#kind" aria-label="Permalink to &quot;kind&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>kind</strong>: <a href="./../type-aliases/BanKind.html"><code>BanKind</code></a></p></blockquote><hr><h3 id="reason" tabindex="-1">reason <a class="header-anchor" href="#reason" aria-label="Permalink to &quot;reason&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>reason</strong>: <code>string</code></p></blockquote><p>Told to whoever is banned; &#39;&#39; where none was given.</p><hr><h3 id="value" tabindex="-1">value <a class="header-anchor" href="#value" aria-label="Permalink to &quot;value&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>value</strong>: <code>string</code></p></blockquote><p>An address or subnet in its shortest form; otherwise the text as it was given.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/Ban.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Ban = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Ban as default
};
