import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Features","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/Features.md","filePath":"api/index/interfaces/Features.md"}');
const _sfc_main = { name: "api/index/interfaces/Features.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / Features</p><h1 id="interface-features" tabindex="-1">Interface: Features <a class="header-anchor" href="#interface-features" aria-label="Permalink to &quot;Interface: Features&quot;">​</a></h1><p>What a stream may carry beside audio in mono. A hello offers a feature with a field of its name; a peer that supports it repeats the field in its own hello, and one from before the feature leaves it out.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="silence" tabindex="-1">silence <a class="header-anchor" href="#silence" aria-label="Permalink to &quot;silence&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>silence</strong>: <code>boolean</code></p></blockquote><p>Silence packets in place of silent frames.</p><hr><h3 id="stereo" tabindex="-1">stereo <a class="header-anchor" href="#stereo" aria-label="Permalink to &quot;stereo&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>stereo</strong>: <code>boolean</code></p></blockquote><p>Spatial parameters behind the bit planes, one byte a frame.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/Features.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Features = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Features as default
};
