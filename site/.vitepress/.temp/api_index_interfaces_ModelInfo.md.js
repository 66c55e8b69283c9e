import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ModelInfo","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ModelInfo.md","filePath":"api/index/interfaces/ModelInfo.md"}');
const _sfc_main = { name: "api/index/interfaces/ModelInfo.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ModelInfo</p><h1 id="interface-modelinfo" tabindex="-1">Interface: ModelInfo <a class="header-anchor" href="#interface-modelinfo" aria-label="Permalink to &quot;Interface: ModelInfo&quot;">​</a></h1><p>Identity and shape of a model.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="compatiblewith" tabindex="-1">compatibleWith <a class="header-anchor" href="#compatiblewith" aria-label="Permalink to &quot;compatibleWith&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>compatibleWith</strong>: readonly <code>string</code>[]</p></blockquote><p>Hex sha256 of older models whose streams this model decodes.</p><hr><h3 id="format" tabindex="-1">format <a class="header-anchor" href="#format" aria-label="Permalink to &quot;format&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>format</strong>: <a href="./CodecFormat.html"><code>CodecFormat</code></a></p></blockquote><hr><h3 id="id" tabindex="-1">id <a class="header-anchor" href="#id" aria-label="Permalink to &quot;id&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>id</strong>: <code>string</code></p></blockquote><p>Name of the bit stream, e.g. <code>latentcast-44k-v5</code>.</p><hr><h3 id="normalizer" tabindex="-1">normalizer <a class="header-anchor" href="#normalizer" aria-label="Permalink to &quot;normalizer&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>normalizer</strong>: <a href="./LatentNormalizer.html"><code>LatentNormalizer</code></a> | <code>null</code></p></blockquote><p>Maps latents to (−1, 1) and back; null where the model&#39;s latents are in that range already.</p><hr><h3 id="search" tabindex="-1">search? <a class="header-anchor" href="#search" aria-label="Permalink to &quot;search?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>search?</strong>: <code>SearchFormat</code></p></blockquote><p>Present where the model can measure how far its sound is from the original: <a href="./LatentModel.html#measure">LatentModel.measure</a>.</p><hr><h3 id="sha256" tabindex="-1">sha256 <a class="header-anchor" href="#sha256" aria-label="Permalink to &quot;sha256&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sha256</strong>: <code>string</code></p></blockquote><p>Hex sha256 of the hex sha256 of the encoder and of the decoder, joined.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ModelInfo.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelInfo = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelInfo as default
};
