import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: pipeLink()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/pipeLink.md","filePath":"api/node/functions/pipeLink.md"}');
const _sfc_main = { name: "api/node/functions/pipeLink.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / pipeLink</p><h1 id="function-pipelink" tabindex="-1">Function: pipeLink() <a class="header-anchor" href="#function-pipelink" aria-label="Permalink to &quot;Function: pipeLink()&quot;">​</a></h1><blockquote><p><strong>pipeLink</strong>(<code>options</code>): <a href="./../../index/interfaces/LossyLink.html"><code>LossyLink</code></a></p></blockquote><p>Messages through a byte pipe, framed by COBS with a CRC-32C: what is damaged is counted and left out, and the next message is found again. The link ends with its readable; it ends its writable when it is closed.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/PipeLinkOptions.html"><code>PipeLinkOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../../index/interfaces/LossyLink.html"><code>LossyLink</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong option</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/pipeLink.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const pipeLink = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  pipeLink as default
};
