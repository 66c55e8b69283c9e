import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: burstLoss()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/burstLoss.md","filePath":"api/index/functions/burstLoss.md"}');
const _sfc_main = { name: "api/index/functions/burstLoss.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / burstLoss</p><h1 id="function-burstloss" tabindex="-1">Function: burstLoss() <a class="header-anchor" href="#function-burstloss" aria-label="Permalink to &quot;Function: burstLoss()&quot;">​</a></h1><blockquote><p><strong>burstLoss</strong>(<code>share</code>, <code>meanBurst</code>, <code>seed?</code>): <a href="./../type-aliases/LossModel.html"><code>LossModel</code></a></p></blockquote><p>Losses in bursts (Gilbert&#39;s model): the link is good and loses nothing, or bad and loses everything. The lengths of bursts are geometric.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="share" tabindex="-1">share <a class="header-anchor" href="#share" aria-label="Permalink to &quot;share&quot;">​</a></h3><p><code>number</code></p><p>messages lost in the long run, 0 up to less than 1</p><h3 id="meanburst" tabindex="-1">meanBurst <a class="header-anchor" href="#meanburst" aria-label="Permalink to &quot;meanBurst&quot;">​</a></h3><p><code>number</code></p><p>mean length of a burst in messages, 1..1000</p><h3 id="seed" tabindex="-1">seed? <a class="header-anchor" href="#seed" aria-label="Permalink to &quot;seed?&quot;">​</a></h3><p><code>number</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../type-aliases/LossModel.html"><code>LossModel</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>RangeError when an argument is outside its range, and where bursts that short cannot lose that much</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/burstLoss.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const burstLoss = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  burstLoss as default
};
