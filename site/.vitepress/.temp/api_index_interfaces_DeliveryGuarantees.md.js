import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: DeliveryGuarantees","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/DeliveryGuarantees.md","filePath":"api/index/interfaces/DeliveryGuarantees.md"}');
const _sfc_main = { name: "api/index/interfaces/DeliveryGuarantees.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / DeliveryGuarantees</p><h1 id="interface-deliveryguarantees" tabindex="-1">Interface: DeliveryGuarantees <a class="header-anchor" href="#interface-deliveryguarantees" aria-label="Permalink to &quot;Interface: DeliveryGuarantees&quot;">​</a></h1><p>How messages are delivered. Code that relies on one of these states it in a comment, and either refuses a connection without it or copes: on an unordered connection, for instance, packets must be sorted by their frame index.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="isduplicatefree" tabindex="-1">isDuplicateFree <a class="header-anchor" href="#isduplicatefree" aria-label="Permalink to &quot;isDuplicateFree&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isDuplicateFree</strong>: <code>boolean</code></p></blockquote><p>No message arrives twice.</p><hr><h3 id="isordered" tabindex="-1">isOrdered <a class="header-anchor" href="#isordered" aria-label="Permalink to &quot;isOrdered&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isOrdered</strong>: <code>boolean</code></p></blockquote><p>Messages arrive in the order in which they were sent.</p><hr><h3 id="isreliable" tabindex="-1">isReliable <a class="header-anchor" href="#isreliable" aria-label="Permalink to &quot;isReliable&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isReliable</strong>: <code>boolean</code></p></blockquote><p>Every message arrives; only the end of the connection loses any.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/DeliveryGuarantees.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DeliveryGuarantees = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DeliveryGuarantees as default
};
