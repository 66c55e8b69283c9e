import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ModelState","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ModelState.md","filePath":"api/index/interfaces/ModelState.md"}');
const _sfc_main = { name: "api/index/interfaces/ModelState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ModelState</p><h1 id="interface-modelstate" tabindex="-1">Interface: ModelState <a class="header-anchor" href="#interface-modelstate" aria-label="Permalink to &quot;Interface: ModelState&quot;">​</a></h1><p>What a model carries from call to call: one object per stream and direction, never shared.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="computems" tabindex="-1">computeMs? <a class="header-anchor" href="#computems" aria-label="Permalink to &quot;computeMs?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>computeMs?</strong>: <code>number</code></p></blockquote><p>Time in ms that the runtime has spent on this state&#39;s calls, without waiting for other calls; where it is measured.</p><hr><h3 id="direction" tabindex="-1">direction <a class="header-anchor" href="#direction" aria-label="Permalink to &quot;direction&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>direction</strong>: <a href="./../type-aliases/Direction.html"><code>Direction</code></a></p></blockquote><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="reset" tabindex="-1">reset() <a class="header-anchor" href="#reset" aria-label="Permalink to &quot;reset()&quot;">​</a></h3><blockquote><p><strong>reset</strong>(): <code>void</code></p></blockquote><p>Back to the cold start: the next call has no past.</p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ModelState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelState as default
};
