import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: createListener","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/variables/createListener.md","filePath":"api/browser/variables/createListener.md"}');
const _sfc_main = { name: "api/browser/variables/createListener.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / createListener</p><h1 id="variable-createlistener" tabindex="-1">Variable: createListener <a class="header-anchor" href="#variable-createlistener" aria-label="Permalink to &quot;Variable: createListener&quot;">​</a></h1><blockquote><p><code>const</code> <strong>createListener</strong>: (<code>options</code>) =&gt; <a href="./../classes/BrowserListener.html"><code>BrowserListener</code></a></p></blockquote><p>Plays a channel of a relay. Call it from a click: browsers play nothing before one.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/BrowserListenerOptions.html"><code>BrowserListenerOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../classes/BrowserListener.html"><code>BrowserListener</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError, CodecError CHANNEL_NAME or DEVICE; what goes wrong later comes as <code>error</code> events</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/variables/createListener.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const createListener = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  createListener as default
};
