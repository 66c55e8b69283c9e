import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: definePlayerElement()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/definePlayerElement.md","filePath":"api/browser/functions/definePlayerElement.md"}');
const _sfc_main = { name: "api/browser/functions/definePlayerElement.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / definePlayerElement</p><h1 id="function-defineplayerelement" tabindex="-1">Function: definePlayerElement() <a class="header-anchor" href="#function-defineplayerelement" aria-label="Permalink to &quot;Function: definePlayerElement()&quot;">​</a></h1><blockquote><p><strong>definePlayerElement</strong>(<code>name?</code>): <code>void</code></p></blockquote><p>Makes <code>&lt;latentcast-player src=&quot;wss://HOST/CHANNEL&quot;&gt;</code> known to the page: a button, what plays, its state and a volume. Attributes: <code>src</code>; <code>planes</code> (1..8) and <code>preset</code> (<code>live</code>, <code>normal</code>, <code>radio</code>), what the relay is asked for; <code>label</code>, shown where the stream has no title. Events: <code>statechange</code>, <code>metadata</code>, <code>error</code>. Parts for styles: <code>button</code>, <code>text</code>, <code>title</code>, <code>state</code>, <code>volume</code>. May be called again.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="name" tabindex="-1">name? <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name?&quot;">​</a></h3><p><code>string</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>void</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>DOMException for a name that no element can have</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/definePlayerElement.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const definePlayerElement = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  definePlayerElement as default
};
