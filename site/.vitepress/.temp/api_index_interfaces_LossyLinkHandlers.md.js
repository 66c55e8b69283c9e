import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LossyLinkHandlers","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/LossyLinkHandlers.md","filePath":"api/index/interfaces/LossyLinkHandlers.md"}');
const _sfc_main = { name: "api/index/interfaces/LossyLinkHandlers.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LossyLinkHandlers</p><h1 id="interface-lossylinkhandlers" tabindex="-1">Interface: LossyLinkHandlers <a class="header-anchor" href="#interface-lossylinkhandlers" aria-label="Permalink to &quot;Interface: LossyLinkHandlers&quot;">​</a></h1><p>Functions that a <a href="./LossyLink.html">LossyLink</a> calls; they must not throw.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="onclose" tabindex="-1">onClose()? <a class="header-anchor" href="#onclose" aria-label="Permalink to &quot;onClose()?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>onClose</strong>(<code>event</code>): <code>void</code></p></blockquote><p>Called exactly once, also after this end has closed. Whether the other end learns of a close depends on the link.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="event" tabindex="-1">event <a class="header-anchor" href="#event" aria-label="Permalink to &quot;event&quot;">​</a></h5><p><a href="./LossyCloseEvent.html"><code>LossyCloseEvent</code></a></p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p><hr><h3 id="onmessage" tabindex="-1">onMessage() <a class="header-anchor" href="#onmessage" aria-label="Permalink to &quot;onMessage()&quot;">​</a></h3><blockquote><p><strong>onMessage</strong>(<code>message</code>): <code>void</code></p></blockquote><p>One message that has arrived whole; others may be lost, late or doubled.</p><h4 id="parameters-1" tabindex="-1">Parameters <a class="header-anchor" href="#parameters-1" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="message" tabindex="-1">message <a class="header-anchor" href="#message" aria-label="Permalink to &quot;message&quot;">​</a></h5><p><code>Uint8Array</code></p><h4 id="returns-1" tabindex="-1">Returns <a class="header-anchor" href="#returns-1" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/LossyLinkHandlers.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LossyLinkHandlers = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LossyLinkHandlers as default
};
