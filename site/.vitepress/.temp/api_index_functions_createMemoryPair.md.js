import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: createMemoryPair()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/createMemoryPair.md","filePath":"api/index/functions/createMemoryPair.md"}');
const _sfc_main = { name: "api/index/functions/createMemoryPair.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / createMemoryPair</p><h1 id="function-creatememorypair" tabindex="-1">Function: createMemoryPair() <a class="header-anchor" href="#function-creatememorypair" aria-label="Permalink to &quot;Function: createMemoryPair()&quot;">​</a></h1><blockquote><p><strong>createMemoryPair</strong>(<code>options</code>): readonly [<code>MemoryConnection</code>, <code>MemoryConnection</code>]</p></blockquote><p>Two ends of a simulated network: what one sends the other receives. Messages are passed by reference, so that a sender must leave a message unchanged once it is sent, as with a socket.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/MemoryOptions.html"><code>MemoryOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p>readonly [<code>MemoryConnection</code>, <code>MemoryConnection</code>]</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong option.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/createMemoryPair.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const createMemoryPair = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  createMemoryPair as default
};
